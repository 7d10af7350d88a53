import { existsSync } from "node:fs";
import { findProgram } from "../../../lib/cli/setup.mjs";
import { arePartsRequired, gate, needs, type Gate, type Lack } from "../parts";
import { kubeFolder } from "./kube";

const PROGRAMS = ["containerd", "ctr", "runc", "iptables", "ip"];
const FOLDERS = [process.env["PATH"] ?? "", "/usr/sbin", "/sbin"].join(":");
const NETWORK_PLUGINS = ["host-local", "portmap", "ptp"];

/**
 * `describe` and `it` for tests that start a {@link Cluster}.
 *
 * Where all parts have to be there, one that is not built yet is no lack: the cluster waits for its build.
 */
export function needsCluster(): Gate {
  const lacking = [...lackOfContainerd(), ...lackOfKubernetes()] as unknown as readonly Lack[];
  if (lacking.length === 0) return needs("go", "terraform");
  return gate(lacking, arePartsRequired(process.env), { describe, it });
}

function lackOfContainerd(): { name: string; reason: string }[] {
  const lacking = [
    ...PROGRAMS.filter((name) => findProgram(name, FOLDERS) === undefined),
    ...NETWORK_PLUGINS.filter((name) => !existsSync(`/usr/lib/cni/${name}`)),
  ];
  const reason = process.getuid?.() === 0 ? `${lacking.join(", ")} not found` : "works for root only";
  return lacking.length > 0 || process.getuid?.() !== 0 ? [{ name: "containerd", reason }] : [];
}

function lackOfKubernetes(): { name: string; reason: string }[] {
  if (findProgram("go") === undefined) return [{ name: "kubernetes", reason: "it is built with Go" }];
  if (arePartsRequired(process.env) || existsSync(kubeFolder())) return [];
  return [{ name: "kubernetes", reason: "it is not built yet" }];
}
