/** What a host must have, in the order in which it is brought about. Says nothing of the tool that does it. */
export interface HostSpec {
  /** Packages of the distribution. */
  readonly packages: readonly string[];
  /** Files that must be there before packages are installed, for they govern what the packages start. */
  readonly files: readonly HostFile[];
  readonly users: readonly HostUser[];
  readonly directories: readonly HostPath[];
  /** Files that are made empty when they are missing and otherwise left alone. */
  readonly logFiles: readonly HostPath[];
  /** Absolute paths of files that must not be there. */
  readonly absent: readonly string[];
  /** Commands, each as its words, run in this order until one fails; running them again changes nothing. */
  readonly commands: readonly (readonly string[])[];
}

/** A file with its content, owned by root. */
export interface HostFile {
  /** Absolute path. */
  readonly path: string;
  /** Rights as chmod takes them, four octal digits. */
  readonly mode: "0644" | "0755";
  readonly content: string;
}

/** A system user without a password or shell, with a group of its own of the same name. */
export interface HostUser {
  readonly name: string;
  /** What it is for. */
  readonly comment: string;
  /** Absolute path of its home; made elsewhere. */
  readonly home: string;
  /** Other users that join its group. */
  readonly members: readonly string[];
}

/** A directory or a log file. */
export interface HostPath {
  /** Absolute path. */
  readonly path: string;
  /** Rights as chmod takes them, four octal digits. */
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
}
