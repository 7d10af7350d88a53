import { OLDEST_TERRAFORM, howToGet } from "../../../lib/cli/setup.mjs";
import { kubeFolder } from "../kubernetes/kube";

/** Where a part comes from. */
export type Source =
  /** Packages of Debian and Ubuntu. */
  | { readonly kind: "debian"; readonly packages: readonly string[] }
  /** One package of PyPI with its version, into a virtual environment of its own under .landfall/parts. */
  | { readonly kind: "pypi"; readonly name: string; readonly extra?: string; readonly version: string }
  /** One Go program with its version, into a folder of its own under .landfall/parts. */
  | { readonly kind: "go"; readonly module: string; readonly version: string }
  /** One package of npm with its version, into a folder of its own under .landfall/parts. */
  | { readonly kind: "npm"; readonly name: string; readonly version: string }
  /** Built by whoever uses it first, into a folder named after its sources. */
  | { readonly kind: "built"; readonly folder: () => string }
  /** Nothing that can be installed here. */
  | { readonly kind: "user"; readonly how: string };

/** How a program tells its version. `{program}` stands for its path. */
export interface VersionQuestion {
  readonly ask: readonly string[];
  readonly answer: RegExp;
  /** Accepted only in this version. */
  readonly exactly?: string;
  /** Accepted from this version on. */
  readonly oldest?: string;
}

/** A folder that holds Terraform providers in the layout of a filesystem mirror. */
export interface MirrorSearch {
  /** Environment variable that names the folder. */
  readonly variable: string;
  /** Address of the provider, such as `registry.terraform.io/hashicorp/aws`. */
  readonly provider: string;
  /** Folders to look in, down to three levels, when the variable is not set. `~` is the user's own. */
  readonly roots: readonly string[];
}

/** A real part that tests use: a program, or several that are used together, or a mirror of providers. */
export interface Part {
  /** What it is, in messages. */
  readonly title: string;
  /** Every one of these must be there; the first stands for the part. */
  readonly programs?: readonly string[];
  readonly version?: VersionQuestion;
  readonly mirror?: MirrorSearch;
  /** True when only root can use it. */
  readonly isForRoot?: boolean;
  readonly source: Source;
}

const MOTO_VERSION = "5.2.1";
const CHECKOV_VERSION = "3.3.30";
const AWS_CLI_VERSION = "1.46.3";
const DISTRIBUTION_VERSION = "import importlib.metadata as m; print(m.version('moto'))";

/** A release line of Node.js: the package holds the program itself. */
function node(version: string): Part {
  return {
    title: `Node.js ${version}`,
    programs: ["node"],
    version: { ask: ["{program}", "--version"], answer: /v(\S+)/, exactly: version },
    source: { kind: "npm", name: `node-${process.platform}-${process.arch}`, version },
  };
}

/** Every real part that tests use. */
export const PARTS = {
  go: {
    title: "Go",
    programs: ["go"],
    source: { kind: "user", how: howToGet("go") },
  },
  terraform: {
    title: "Terraform",
    programs: ["terraform"],
    version: { ask: ["{program}", "version"], answer: /v(\d+(?:\.\d+)+)/, oldest: OLDEST_TERRAFORM },
    source: { kind: "user", how: howToGet("terraform") },
  },
  "aws-provider": {
    title: "a filesystem mirror with the AWS provider",
    mirror: {
      variable: "TF_MIRROR",
      provider: "registry.terraform.io/hashicorp/aws",
      roots: ["/opt", "/usr/share", "/usr/local/share", "~", "~/.local/share"],
    },
    source: {
      kind: "user",
      how: "run `terraform providers mirror FOLDER` beside a configuration that requires hashicorp/aws, then set TF_MIRROR=FOLDER",
    },
  },
  moto: {
    title: "moto's server",
    programs: ["moto_server"],
    version: { ask: ["python3", "-c", DISTRIBUTION_VERSION], answer: /^(\S+)/, exactly: MOTO_VERSION },
    source: { kind: "pypi", name: "moto", extra: "server", version: MOTO_VERSION },
  },
  checkov: {
    title: "checkov",
    programs: ["checkov"],
    version: { ask: ["{program}", "--version"], answer: /(\d+(?:\.\d+)+)/, exactly: CHECKOV_VERSION },
    source: { kind: "pypi", name: "checkov", version: CHECKOV_VERSION },
  },
  "aws-cli": {
    title: "the AWS CLI",
    programs: ["aws"],
    version: { ask: ["{program}", "--version"], answer: /^aws-cli\/(\S+)/, exactly: AWS_CLI_VERSION },
    source: { kind: "pypi", name: "awscli", version: AWS_CLI_VERSION },
  },
  nginx: { title: "Nginx", programs: ["nginx"], source: { kind: "debian", packages: ["nginx"] } },
  prometheus: {
    title: "Prometheus",
    programs: ["prometheus", "promtool"],
    source: { kind: "debian", packages: ["prometheus"] },
  },
  shellcheck: {
    title: "ShellCheck",
    programs: ["shellcheck"],
    source: { kind: "debian", packages: ["shellcheck"] },
  },
  chromium: {
    title: "Chromium",
    programs: ["chromium"],
    source: { kind: "debian", packages: ["chromium"] },
  },
  libreoffice: {
    title: "LibreOffice Calc",
    programs: ["soffice"],
    source: { kind: "debian", packages: ["libreoffice-calc-nogui"] },
  },
  openssl: { title: "OpenSSL", programs: ["openssl"], source: { kind: "debian", packages: ["openssl"] } },
  "systemd-analyze": {
    title: "systemd-analyze",
    programs: ["systemd-analyze"],
    source: { kind: "debian", packages: ["systemd"] },
  },
  nspawn: {
    title: "hosts made with mmdebstrap and systemd-nspawn",
    programs: ["systemd-nspawn", "mmdebstrap", "ip", "ssh", "ssh-keygen"],
    isForRoot: true,
    source: {
      kind: "debian",
      packages: ["systemd-container", "mmdebstrap", "iproute2", "openssh-client"],
    },
  },
  "node-20": node("20.20.2"),
  "node-22": node("22.23.3"),
  "node-24": node("24.21.0"),
  "node-26": node("26.10.0"),
  containerd: {
    title: "containerd and what else a Kubernetes node needs",
    programs: ["containerd", "ctr", "runc", "iptables", "ip", "host-local", "portmap", "ptp"],
    isForRoot: true,
    source: {
      kind: "debian",
      packages: ["containerd", "runc", "containernetworking-plugins", "iptables", "iproute2"],
    },
  },
  kubernetes: {
    title: "a Kubernetes that is built with Go",
    isForRoot: true,
    source: { kind: "built", folder: kubeFolder },
  },
} as const satisfies Record<string, Part>;

/** Name of a real part. */
export type PartName = keyof typeof PARTS;

/** Every part's name, in the order of the table. */
export const PART_NAMES = Object.keys(PARTS) as PartName[];

/** A part as the table has it. */
export function partOf(name: PartName): Part {
  return PARTS[name];
}
