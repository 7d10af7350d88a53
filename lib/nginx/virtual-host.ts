import type { Duration, Size } from "../definition/units";

/** What every virtual host has. */
export interface VirtualHostBase {
  /** Name of the app: 1 to 28 characters a-z, 0-9 and single hyphens inside, a letter first. Goes into paths and the upstream's name. */
  readonly name: string;

  /**
   * Values of the Host header that this virtual host answers, in lower case and without a port.
   *
   * The first label may be `*`, which stands for one or more labels. No two virtual hosts may share a name.
   */
  readonly serverNames: readonly string[];
}

/** A virtual host that hands every request to a program on this machine. */
export interface ProgramVirtualHost extends VirtualHostBase {
  readonly kind: "program";

  /** TCP port on 127.0.0.1 where the program listens, 1 to 65535. */
  readonly port: number;

  /** Path of the program that answers 200 while it may have traffic, such as `/readyz`. */
  readonly readyPath: string;

  /**
   * Largest request body that is passed on, in whole bytes; a larger one is answered 413.
   * @default Size.mebibytes(1), Nginx's own and the sample program's
   */
  readonly bodyLimit?: Size;

  /** @default - connect 5 s, send and read 60 s */
  readonly timeouts?: Partial<ProxyTimeouts>;
}

/** How long Nginx waits for a program; then it answers 504. Whole milliseconds, above 0. */
export interface ProxyTimeouts {
  /** For the connection to be accepted. */
  readonly connect: Duration;
  /** Between two writes of a request. */
  readonly send: Duration;
  /** Between two reads of a response. A quiet WebSocket is closed after it. */
  readonly read: Duration;
}

/** A virtual host that serves files. */
export interface SiteVirtualHost extends VirtualHostBase {
  readonly kind: "site";

  /** Absolute path of the folder with the files. A symbolic link here is followed, one inside is not. */
  readonly root: string;

  /**
   * File that answers for a folder.
   * @default "index.html"
   */
  readonly index?: string;

  /**
   * How long browsers may keep style sheets, scripts, images and fonts, in whole seconds. Pages are always asked for again.
   * @default Duration.seconds(3600)
   */
  readonly assetsFreshFor?: Duration;
}

export type VirtualHost = ProgramVirtualHost | SiteVirtualHost;

/** What Nginx has to know about all virtual hosts of one machine. */
export interface NginxProps {
  readonly hosts: readonly VirtualHost[];

  /**
   * TCP port on which Nginx listens, IPv4 and IPv6.
   * @default 80
   */
  readonly port?: number;

  /**
   * The one path that is answered whatever the Host header says, for load balancers, which ask by IP address.
   *
   * It shows the readiness of the first program; without a program it is 200.
   * @default "/.landfall/health"
   */
  readonly healthPath?: string;

  /**
   * Addresses or networks (CIDR) of proxies in front, whose X-Forwarded-For and X-Forwarded-Proto are believed.
   * @default [] - both headers are replaced by what Nginx sees itself, so that no client can forge them
   */
  readonly trustedProxies?: readonly string[];

  /**
   * Absolute path of the folder that holds `<app>/access.log` and `<app>/error.log`.
   * @default "/var/log/landfall"
   */
  readonly logDirectory?: string;
}

/** Name under which requests for unknown hosts are logged; no app may have it. */
export const CATCH_ALL = "catch-all";

/** Where the files of {@link NginxProps.logDirectory} are unless said otherwise. */
export const LOG_DIRECTORY = "/var/log/landfall";

/** Path that a load balancer checks unless said otherwise. */
export const HEALTH_PATH = "/.landfall/health";
