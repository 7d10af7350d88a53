import { LOG_DIRECTORY } from "../nginx/virtual-host";

/** Folder of all apps. */
export const APPS = "/opt/landfall";

/** Folder of the scripts. */
export const SCRIPTS = "/usr/local/lib/landfall";

/** Folder of what the scripts remember. */
export const STATE = "/var/lib/landfall";

/** Folder of all logs of Nginx. */
export const LOGS = LOG_DIRECTORY;

/** Nginx starts only while this file is there; it holds the digest of the configuration that was taken into service. */
export const READY_MARKER = `${STATE}/ready`;

/** User that Nginx's workers run as on Debian and Ubuntu. */
export const NGINX_USER = "www-data";

/** Folder of an app; its releases are below it, and `current` points to the live one. */
export function appFolder(app: string): string {
  return `${APPS}/${app}`;
}

/** Folder of the live release of an app. */
export function currentRelease(app: string): string {
  return `${appFolder(app)}/current`;
}

/** System user and group of an app; the prefix keeps apps such as `backup` or `mail` from meeting a user that is there. */
export function appUser(app: string): string {
  return `lf-${app}`;
}

/** Unit of a program. */
export function serviceName(app: string): string {
  return `landfall-${app}.service`;
}
