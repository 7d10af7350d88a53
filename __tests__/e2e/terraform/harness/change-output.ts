import { changeConfigurations } from "./changes";

/**
 * The second half of the app command that the cdktf command is given in tests: changes what the first half wrote.
 *
 * @param argv version of the provider
 */
export function main([version = ""]: readonly string[]): void {
  changeConfigurations(process.env.CDKTF_OUTDIR ?? "cdktf.out", version);
}
