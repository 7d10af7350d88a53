import path from "node:path";
import { programsOf, sitesOf } from "../lib/definition/definition";
import { siteArchive } from "../lib/program/package";
import type { Artefact } from "../lib/vps/artefacts";
import type { VpsSettings } from "../lib/vps/settings";
import type { Landing } from "./landing";

/** What the hosts fetch: each program as it was built, each site as an archive. */
export async function vpsFiles(landing: Landing, settings: VpsSettings): Promise<readonly Artefact[]> {
  const { definition, programs } = landing;
  const executables = programsOf(definition).map(({ name }): Artefact => {
    const program = programs.get(name);
    if (program === undefined) throw new Error(`app ${name} was not built`);
    const { sha256, path: file } = program.executables[settings.architecture];
    return { app: name, key: `programs/${sha256}/${name}`, path: file, sha256 };
  });
  const archives = sitesOf(definition).map(async ({ name, site }): Promise<Artefact> => {
    const { sha256, path: file } = await siteArchive(path.join(definition.folder, site), definition.folder);
    return { app: name, key: `sites/${sha256}/${name}.tar.gz`, path: file, sha256 };
  });
  return [...executables, ...(await Promise.all(archives))];
}
