import { Container } from "@cdktf/provider-docker/lib/container";
import { Duration } from "../definition/units";
import type { OciImage } from "../program/oci-image";
import { AssetType, Construct, TerraformAsset } from "../terraform/cdktf";
import { named } from "./addresses";

export interface CourierProps {
  readonly name: string;
  /** Id of the image that the nodes run, which has a shell. */
  readonly image: string;
  /** Volume from which the nodes take images. */
  readonly imagesVolume: string;
  /** Image of each program, by app. */
  readonly programs: ReadonlyMap<string, OciImage>;
}

const FOLDER = "/images";

/** K3s looks at the folder 2 s after a change: a pod that came before would wait 10 s for its second try. */
const LOOK = Duration.seconds(5);

/**
 * Brings the programs' images to all nodes without a registry and without touching a node: a container that is filled
 * before it starts, by way of the volume that the nodes take images from, and that ends once they have looked.
 *
 * Files of earlier versions stay in the volume, for going back.
 */
export class Courier extends Construct {
  readonly container: Container;

  constructor(scope: Construct, id: string, props: CourierProps) {
    super(scope, id);
    const container = new Container(this, "container", {
      name: props.name,
      image: props.image,
      entrypoint: ["/bin/sh", "-c"],
      command: [`sleep ${LOOK.seconds}`],
      attach: true,
      mustRun: false,
      volumes: [{ volumeName: props.imagesVolume, containerPath: FOLDER }],
      upload: [...props.programs].map(([app, image]) => {
        const asset = new TerraformAsset(this, `${app}_image`, {
          path: image.path,
          type: AssetType.FILE,
          assetHash: image.sha256,
        });
        // K3s tells files apart by name, size and time: the name holds the digest.
        return { file: `${FOLDER}/${app}-${image.tag}.tar`, source: asset.path, sourceHash: image.sha256 };
      }),
    });
    this.container = named(container, "courier");
  }
}
