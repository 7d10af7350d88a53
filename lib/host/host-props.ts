import type { Duration, Share, Size } from "../definition/units";

/** What every app on a host has. */
export interface HostAppBase {
  /** Name of the app: 1 to 28 characters a-z, 0-9 and single hyphens inside, a letter first. */
  readonly name: string;
  /** Host names that it answers, in lower case; the first label may be `*`. */
  readonly hosts: readonly string[];
  /** SHA-256 of the object, 64 lower-case hexadecimal digits. Anything else is refused by the host. */
  readonly sha256: string;
  /** Key of the object in the bucket: letters, digits and . _ - / only, so that it needs no escape in a URL. */
  readonly objectKey: string;
}

/** A Go program that runs as a service behind Nginx. Its object is the executable itself. */
export interface HostProgram extends HostAppBase {
  readonly kind: "program";

  /** TCP port on 127.0.0.1, 1024 to 65535, one for each program. */
  readonly port: number;

  /**
   * Path that answers 200 as long as the program lives; tells a dead program from one that is not ready.
   * @default "/healthz"
   */
  readonly healthPath?: string;

  /**
   * Path that answers 200 while the program may have traffic.
   * @default "/readyz"
   */
  readonly readyPath?: string;

  /**
   * Environment variables of the program. The host follows DRAIN_DELAY, SHUTDOWN_TIMEOUT and MAX_BODY where they are set.
   * @default {} - beyond HOST, PORT and Go's limits, which the host sets
   */
  readonly environment?: Readonly<Record<string, string>>;

  /**
   * Most memory that the program may use, in whole MiB from 32.
   * @default Size.mebibytes(512)
   */
  readonly memory?: Size;

  /**
   * Most processor time, where 100 % is one core.
   * @default - no limit
   */
  readonly cpuQuota?: Share;

  /**
   * Whether the program may ask the cloud's metadata service for credentials of the host.
   * @default false - a hole in the program would hand out the rights of the whole host
   */
  readonly instanceMetadata?: boolean;
}

/** A folder of files behind a virtual host. Its object is a gzipped tar archive of what lies in the folder. */
export interface HostSite extends HostAppBase {
  readonly kind: "site";
}

export type HostApp = HostProgram | HostSite;

/** What runs on a host, and where its releases come from. */
export interface HostProps {
  /** Region of the bucket, such as `us-east-1`. */
  readonly region: string;

  /** S3 bucket of the releases, without a dot in its name. The host's instance role must allow s3:GetObject on the objects. */
  readonly bucket: string;

  /** Domain of the region's partition. */
  readonly dnsSuffix: "amazonaws.com" | "amazonaws.com.cn";

  /** Names, host names and ports are unique among them. The first program's readiness is the host's. */
  readonly apps: readonly HostApp[];

  /**
   * Path that a load balancer checks.
   * @default "/.landfall/health"
   */
  readonly healthPath?: string;

  /**
   * Addresses or networks of load balancers whose X-Forwarded-For and X-Forwarded-Proto are believed.
   * @default [] - none
   */
  readonly trustedProxies?: readonly string[];

  /**
   * How long a program may take until it is ready before the set-up fails, in whole seconds from 1 to 600.
   * @default Duration.seconds(60)
   */
  readonly readyWithin?: Duration;
}

/** Where a program's liveness is asked for unless said otherwise. */
export const PROGRAM_HEALTH_PATH = "/healthz";

/** Where a program's readiness is asked for unless said otherwise. */
export const PROGRAM_READY_PATH = "/readyz";
