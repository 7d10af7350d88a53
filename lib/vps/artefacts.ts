import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import type { Region } from "../aws/regions";
import { policyDocument } from "../aws/policy";
import { AssetType, Construct, TerraformAsset } from "../terraform/cdktf";

/** A finished file that hosts fetch. */
export interface Artefact {
  /** Name of the app that it belongs to. */
  readonly app: string;
  /** Key of the object: it holds the digest, so that another content is another object. */
  readonly key: string;
  /** Path of the file that was built before. */
  readonly path: string;
  /** SHA-256 of the file, in hexadecimal. */
  readonly sha256: string;
}

export interface ArtefactStoreProps {
  /** Name of the bucket, unique in the world. */
  readonly bucket: string;
  readonly partition: Region["partition"];
  readonly artefacts: readonly Artefact[];
}

/** Days for which an object that somebody overwrites or deletes past Terraform can still be got back. */
const REPLACED_OBJECT_DAYS = 90;

/** Days after which an upload that never ended is swept away. */
const ABANDONED_UPLOAD_DAYS = 7;

/** The bucket that instances fetch programs and sites from: private, encrypted, reached by TLS alone. */
export class ArtefactStore extends Construct {
  readonly bucket: string;
  /** ARNs of exactly the objects that a host must read. */
  readonly objectArns: readonly string[];
  /** What must be there before a host starts. */
  readonly objects: readonly S3Object[];

  constructor(scope: Construct, id: string, props: ArtefactStoreProps) {
    super(scope, id);
    const bucket = new S3Bucket(this, "bucket", { bucket: props.bucket });
    this.bucket = props.bucket;
    this.protect(bucket, props);
    const versioning = this.expireWhatWasReplaced(bucket);
    this.objects = props.artefacts.map((artefact) => {
      const asset = new TerraformAsset(this, `${artefact.app}_file`, {
        path: artefact.path,
        type: AssetType.FILE,
        assetHash: artefact.sha256,
      });
      return new S3Object(this, `${artefact.app}_object`, {
        bucket: bucket.id,
        key: artefact.key,
        source: asset.path,
        sourceHash: artefact.sha256,
        contentType: "application/octet-stream",
        // The old object goes last: until then an instance may start that was told of it.
        lifecycle: { createBeforeDestroy: true },
        dependsOn: [versioning],
      });
    });
    this.objectArns = props.artefacts.map(({ key }) => `arn:${props.partition}:s3:::${props.bucket}/${key}`);
  }

  private protect(bucket: S3Bucket, { bucket: name, partition }: ArtefactStoreProps): void {
    new S3BucketOwnershipControls(this, "ownership", {
      bucket: bucket.id,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket: bucket.id,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    const publicAccess = new S3BucketPublicAccessBlock(this, "public_access", {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const arn = `arn:${partition}:s3:::${name}`;
    new S3BucketPolicy(this, "tls_only", {
      bucket: bucket.id,
      policy: policyDocument({
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      }),
      dependsOn: [publicAccess],
    });
  }

  private expireWhatWasReplaced(bucket: S3Bucket): S3BucketVersioningA {
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket: bucket.id,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket: bucket.id,
      rule: [
        {
          id: "replaced",
          status: "Enabled",
          filter: [{ prefix: "" }],
          noncurrentVersionExpiration: [{ noncurrentDays: REPLACED_OBJECT_DAYS }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: ABANDONED_UPLOAD_DAYS }],
        },
      ],
      dependsOn: [versioning],
    });
    return versioning;
  }
}
