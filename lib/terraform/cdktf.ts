// The one place that names cdktf and constructs: a move to a fork of theirs is an edit of this file.
export {
  App,
  AssetType,
  DataResource,
  Fn,
  Lazy,
  LocalBackend,
  Manifest,
  S3Backend,
  TerraformAsset,
  TerraformOutput,
  TerraformResource,
  TerraformStack,
  Testing,
  Token,
} from "cdktf";
export type { TerraformElement } from "cdktf";
export type { ISynthesisSession, IStackSynthesizer, ITerraformDependable, StackManifest } from "cdktf";
export { Construct, type Node } from "constructs";
