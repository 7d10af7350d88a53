import { Duration, Size, type Share } from "../definition/units";

/** A program as a system service. */
export interface ProgramServiceProps {
  /** What the service is, for people. */
  readonly description: string;

  /** Name of the program in the journal. */
  readonly identifier: string;

  /** System user and group that the program runs as; they must exist. */
  readonly user: string;
  readonly group: string;

  /** Absolute path of the executable. */
  readonly executable: string;

  /** @default [] */
  readonly arguments?: readonly string[];

  /** TCP port on which the program listens, 1024 to 65535: it has no right to a lower one. */
  readonly port: number;

  /**
   * Address on which the program listens.
   * @default "127.0.0.1" - only this machine reaches it
   */
  readonly host?: string;

  /**
   * More environment variables. {@link OWN_VARIABLES} are set by the unit and refused here. Any user of the machine can
   * read them: no secrets.
   * @default {}
   */
  readonly environment?: Readonly<Record<string, string>>;

  /**
   * Most memory that the program may use, in whole MiB from 32; GOMEMLIMIT is 90 % of it, so that Go collects garbage
   * before the kernel kills.
   * @default DEFAULT_MEMORY, 512 MiB
   */
  readonly memory?: Size;

  /**
   * Most threads and processes.
   * @default 512
   */
  readonly tasksMax?: number;

  /**
   * Most processor time, where 100 % is one core; GOMAXPROCS is set to match, rounded up.
   * @default - no limit
   */
  readonly cpuQuota?: Share;

  /**
   * How long the program may take to end after SIGTERM before it is killed, in whole seconds.
   * @default DEFAULT_STOP_TIMEOUT, 30 s
   */
  readonly stopTimeout?: Duration;

  /**
   * Whether the program may ask the cloud's metadata service for credentials of the machine.
   * @default false - a hole in the program would hand out the rights of the whole machine
   */
  readonly instanceMetadata?: boolean;
}

/** Variables that the unit sets itself. */
export const OWN_VARIABLES: readonly string[] = ["HOST", "PORT", "GOMEMLIMIT", "GOMAXPROCS"];

/** Memory of a program for which nothing is said. */
export const DEFAULT_MEMORY = Size.mebibytes(512);

/** Above the sample program's drain delay of 3 s and shutdown time-out of 20 s. */
export const DEFAULT_STOP_TIMEOUT = Duration.seconds(30);

/** Threads and processes of a program for which nothing is said. */
export const DEFAULT_TASKS_MAX = 512;

/** A share in per cent, free of the noise that 0.07 * 100 has. */
export function percent(share: Share): number {
  return Math.round(share.ratio * 1e8) / 1e6;
}
