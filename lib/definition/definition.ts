import type { Parts } from "./part";
import type { Sections } from "./schema";

/** A program: built from a Go package, run on every target. */
export interface ProgramApp {
  readonly kind: "program";
  readonly name: string;
  readonly hosts: readonly string[];
  readonly program: NonNullable<Sections["apps"][number]["program"]>;
}

/** A static site: a folder of files behind a virtual host of its own. */
export interface SiteApp {
  readonly kind: "site";
  readonly name: string;
  readonly hosts: readonly string[];
  /** Folder of the files, relative to the project's. */
  readonly site: string;
}

export type App = ProgramApp | SiteApp;

/** Where Terraform's state of an environment lies. */
export type StateSettings = Sections["environments"][string]["state"];

/** One environment: how programs are built for it, and where they go. */
export interface Environment {
  readonly name: string;
  readonly debug: boolean;
  readonly optimize: boolean;
  readonly state: StateSettings;
  /** The account at each cloud that the environment names. */
  readonly clouds: Parts;
}

/** The load of one program. */
export type LoadSettings = Sections["load"][string];

/** Prices, terms, interest and budget. */
export type CostSettings = Sections["cost"];

/** landfall.yaml, read and checked, with one environment chosen. */
export interface Definition {
  /** The file's name, relative to {@link folder}. */
  readonly file: string;
  /** Absolute path of the project's folder. It must never reach a file that is written. */
  readonly folder: string;
  readonly name: string;
  /** `YYYY-MM-DD`: the date that all money and terms are reckoned from. */
  readonly asOf: string;
  readonly environment: Environment;
  /** Names of all environments, in the file's order. */
  readonly environmentNames: readonly string[];
  readonly apps: readonly App[];
  /** Settings of the targets that are enabled. */
  readonly targets: Parts;
  /** Load of each program, by app. */
  readonly load: Readonly<Record<string, LoadSettings>>;
  readonly cost: CostSettings;
  readonly roles: Readonly<Record<string, readonly string[]>>;
}

/** The apps that are programs, in the file's order. */
export function programsOf(definition: Definition): readonly ProgramApp[] {
  return definition.apps.filter((app) => app.kind === "program");
}

/** The apps that are static sites, in the file's order. */
export function sitesOf(definition: Definition): readonly SiteApp[] {
  return definition.apps.filter((app) => app.kind === "site");
}
