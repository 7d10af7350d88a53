import { gzipSync } from "fflate";
import { stringify } from "yaml";
import { UserError } from "../definition/errors";
import type { HostFile, HostSpec } from "./host-spec";
import { SCRIPTS } from "./layout";
import { PATHS_FILE, setUpScript, sysusers, tmpfiles, USERS_FILE } from "./set-up-script";

/** Most bytes of user data, before they are encoded in base64. Source: Amazon EC2 User Guide, instance user data. */
export const USER_DATA_LIMIT_BYTES = 16_384;

const SET_UP = `${SCRIPTS}/setup`;

/**
 * The host as user data for cloud-init: the same bytes for the same spec.
 *
 * Files stand in it as they are while that fits, else compressed. cloud-init writes them, installs the packages, then runs
 * the set-up once. When that fails, `cloud-init status` is `error`, and the reason is in /var/log/cloud-init-output.log and
 * in the journal under `landfall`. Hand it to Terraform as base64, since the shell's `$` would be Terraform's too.
 * @throws UserError when it is larger than {@link USER_DATA_LIMIT_BYTES}; it says how large, and which part is largest
 */
export function renderCloudConfig(spec: HostSpec): string {
  const files = allFiles(spec);
  const readable = render(spec, files.map(asItIs));
  if (Buffer.byteLength(readable) <= USER_DATA_LIMIT_BYTES) return readable;
  const entries = files.map(compressed);
  const text = render(spec, entries);
  checkSize(text, entries);
  return text;
}

/** An entry of cloud-init's module write_files. */
interface WrittenFile {
  readonly path: string;
  readonly permissions: string;
  readonly encoding?: "gz+b64";
  readonly content: string;
}

function render(spec: HostSpec, files: readonly WrittenFile[]): string {
  const config = { package_update: true, packages: spec.packages, write_files: files, runcmd: [[SET_UP]] };
  return `#cloud-config\n${stringify(config, { lineWidth: 0, indentSeq: false, blockQuote: "literal" })}`;
}

function asItIs({ path, mode, content }: HostFile): WrittenFile {
  return { path, permissions: mode, content };
}

/** With the compressor in this repository, not the platform's, and no time stamp: its bytes are the same everywhere. */
function compressed({ path, mode, content }: HostFile): WrittenFile {
  const bytes = gzipSync(Buffer.from(content), { level: 9, mtime: 0 });
  return { path, permissions: mode, encoding: "gz+b64", content: Buffer.from(bytes).toString("base64") };
}

function allFiles(spec: HostSpec): HostFile[] {
  return [
    ...spec.files,
    { path: USERS_FILE, mode: "0644", content: sysusers(spec) },
    { path: PATHS_FILE, mode: "0644", content: tmpfiles(spec) },
    { path: SET_UP, mode: "0755", content: setUpScript(spec) },
  ];
}

function checkSize(text: string, files: readonly WrittenFile[]): void {
  const bytes = Buffer.byteLength(text);
  if (bytes <= USER_DATA_LIMIT_BYTES) return;
  const [largest] = files
    .map(({ path, content }) => ({ path, bytes: Buffer.byteLength(content) }))
    .sort((a, b) => b.bytes - a.bytes);
  throw new UserError([
    {
      path: "user data",
      message: `is ${bytes} bytes, compressed; its largest part is ${largest?.path ?? "nothing"} with ${largest?.bytes ?? 0} bytes`,
      allowed: `at most ${USER_DATA_LIMIT_BYTES} bytes`,
      action: "put fewer apps on one host, or shorten their host names and settings",
    },
  ]);
}
