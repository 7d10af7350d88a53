import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseDocument } from "yaml";
import type { Definition } from "../../lib/definition/definition";
import { UserError, type Fault } from "../../lib/definition/errors";
import { loadDefinition } from "../../lib/definition/load-definition";
import type { DefinitionParts } from "../../lib/definition/schema";
import type { YamlPath } from "../../lib/definition/yaml-source";
import { DEFINITION_PARTS } from "../../stacks/targets";

/** A definition with what must be there and nothing else. */
export const MINIMAL = `version: 1
name: shop
asOf: 2026-11-01
environment: dev
apps:
  - name: web
    program:
      package: program
    hosts: [web.example.com]
  - name: docs
    site: site
    hosts: [docs.example.com]
environments:
  dev:
    debug: true
    optimize: false
    aws:
      account: "111111111111"
      region: eu-central-1
targets:
  vps:
    instanceType: m7i.large
    disk: 20GiB
    memory: 512MiB
  serverless:
    memory: 256MiB
    timeout: 10s
    averageDuration: 20ms
    logRetention: 30d
load:
  web:
    history: load.csv
    instanceServes: 600 requests/h
    headroom: 20%
cost:
  prices:
    onDemand: 0.50 USD/h
    reservations:
      - term: 1y
        payment: noUpfront
        hourly: 0.30 USD/h
    source: a price list
    date: 2026-10-01
  terms: [1y]
  discountRate: 8%
  budget: 3000 USD/month
`;

/** What is read beside the text of the definition. */
export interface Reading {
  /** @default - the parts of landfall's own targets and clouds */
  readonly parts?: DefinitionParts;
  /** The environment asked for from outside. */
  readonly environment?: string;
}

/** A folder with the files that {@link MINIMAL} names, and whatever definition a test puts there. */
export interface Project {
  readonly folder: string;
  /** Reads a text as the project's landfall.yaml. */
  readonly read: (text: string | Uint8Array, reading?: Reading) => Definition;
  /** The faults of a text; none when it is good. Anything that is thrown and is no UserError fails the test. */
  readonly faultsOf: (text: string | Uint8Array, reading?: Reading) => readonly Fault[];
}

/** Makes a project that is gone after the test file's run. */
export function project(): Project {
  const folder = mkdtempSync(path.join(os.tmpdir(), "landfall-definition-"));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  mkdirSync(path.join(folder, "program"));
  mkdirSync(path.join(folder, "site"));
  writeFileSync(path.join(folder, "program/main.go"), "package main\n");
  writeFileSync(path.join(folder, "site/index.html"), "<!doctype html>\n");
  writeFileSync(path.join(folder, "load.csv"), "timestamp,value\n");
  const file = path.join(folder, "landfall.yaml");
  const read: Project["read"] = (text, { parts = DEFINITION_PARTS, ...rest } = {}) => {
    writeFileSync(file, text);
    return loadDefinition({ file, parts, ...rest });
  };
  return {
    folder,
    read,
    faultsOf: (text, reading) => {
      try {
        read(text, reading);
        return [];
      } catch (error) {
        if (error instanceof UserError) return error.faults;
        throw error;
      }
    },
  };
}

/** A change of {@link MINIMAL}: what stands at a path from now on; undefined for nothing. */
export type Change = readonly [at: YamlPath, value: unknown];

/** {@link MINIMAL} with some values changed. */
export function minimalWith(...changes: readonly Change[]): string {
  const document = parseDocument(MINIMAL);
  for (const [at, value] of changes) {
    if (value === undefined) document.deleteIn(at);
    else document.setIn(at, value);
  }
  return document.toString();
}

/** {@link MINIMAL} with one piece of its text put in another's place. */
export function minimalText(piece: string, other: string): string {
  if (!MINIMAL.includes(piece)) throw new Error(`the minimal definition has no ${piece}`);
  return MINIMAL.replace(piece, other);
}

/** Where a fault is and what it is: `12: apps[0].name: is missing`. */
export function brief({ line, path: at, message }: Fault): string {
  return [line, at, message].filter((part) => part !== undefined && part !== "").join(": ");
}
