import { Network } from "../../lib/vps/network";
import { only, resources, synthesizedIn, temporaryFolder } from "../support/stacks";

const folder = temporaryFolder();

describe("Network", () => {
  it.each([
    [undefined, 2],
    [2, 2],
    [3, 3],
  ] as const)(
    "with zones %p has %i subnets, each in a zone of its own and on the routes outside",
    (zones, count) => {
      const json = synthesizedIn(
        folder,
        (scope) =>
          new Network(scope, "network", {
            name: "shop",
            region: "eu-west-1",
            ...(zones === undefined ? {} : { zones }),
          }),
      );
      const subnets = resources(json, "aws_subnet");
      expect(subnets).toHaveLength(count);
      expect(new Set(subnets.map((subnet) => subnet["availability_zone"])).size).toBe(count);
      expect(new Set(subnets.map((subnet) => subnet["cidr_block"])).size).toBe(count);
      expect(resources(json, "aws_route_table_association")).toHaveLength(count);
    },
  );

  it("reaches S3 of its region without leaving the network", () => {
    const json = synthesizedIn(
      folder,
      (scope) => new Network(scope, "network", { name: "shop", region: "eu-west-1" }),
    );
    expect(only(json, "aws_vpc_endpoint")).toMatchObject({
      service_name: "com.amazonaws.eu-west-1.s3",
      vpc_endpoint_type: "Gateway",
      route_table_ids: [expect.stringMatching(/^\$\{aws_route_table\.network_routes/) as string],
    });
  });
});
