import {
  edgeDevicePrices,
  listBook,
  SERVICE_ITEM_NAMES,
  servicePrices,
  type ServiceItem,
} from "../../lib/prices";
import { ownBook } from "./books";

const ASOF = "2026-11-01";

describe("the services' list prices in us-east-1", () => {
  const prices = servicePrices(listBook(), { region: "us-east-1", asOf: ASOF });

  it.each<[ServiceItem, string, string]>([
    ["ebsGp3GigabyteMonth", "0.08", "2024-07-01"],
    ["ebsGp2GigabyteMonth", "0.1", "2024-07-01"],
    ["ebsSnapshotGigabyteMonth", "0.05", "2024-07-01"],
    ["publicIpv4Hour", "0.005", "2024-07-01"],
    ["natGatewayHour", "0.045", "2024-07-01"],
    ["natGatewayGigabyte", "0.045", "2024-07-01"],
    ["applicationLoadBalancerHour", "0.0225", "2024-07-01"],
    ["applicationLoadBalancerLcuHour", "0.008", "2024-07-01"],
    ["networkLoadBalancerLcuHour", "0.006", "2024-07-01"],
    ["logsIngestedGigabyte", "0.5", "2024-07-01"],
    ["logsStoredGigabyteMonth", "0.03", "2024-07-01"],
    ["alarmMonth", "0.1", "2024-07-01"],
    ["otherRegionEgressGigabyte", "0.02", "2024-09-25"],
    ["betweenZonesGigabyte", "0.01", "2024-09-25"],
  ])("%s is %s, of %s", (item, amount, date) => {
    const { value } = prices[item];
    expect(value?.tiers.map(({ upTo, price }) => [upTo, price.amount.toFixed()])).toEqual([
      [undefined, amount],
    ]);
    expect(value?.origin).toMatchObject({ date, region: "us-east-1" });
  });

  it("have tiers for egress, whose last one the source does not have", () => {
    expect(
      prices.internetEgressGigabyte.value?.tiers.map(({ upTo, price }) => [upTo, price.toString()]),
    ).toEqual([
      [10_240, "0.09 USD"],
      [51_200, "0.085 USD"],
      [153_600, "0.07 USD"],
    ]);
    const frankfurt = servicePrices(listBook(), { region: "eu-central-1", asOf: ASOF });
    expect(frankfurt.internetEgressGigabyte.value?.tiers.at(-1)).toMatchObject({ upTo: undefined });
  });

  it("have tiers for metrics, of an older source than the rest", () => {
    expect(prices.metricMonth.value?.origin.date).toBe("2018-08-07");
    expect(prices.metricMonth.value?.tiers).toHaveLength(4);
  });

  it("say of a public IPv4 address what its price rests on", () => {
    expect(prices.publicIpv4Hour.value?.origin.note).toMatch(/idle address/);
  });
});

describe("a service's price that no table has", () => {
  it("is unknown, with the reason, for every item", () => {
    const prices = servicePrices(ownBook(), { region: "eu-central-1", asOf: ASOF });
    const known = SERVICE_ITEM_NAMES.filter((item) => prices[item].value !== null);
    expect(known).toEqual(["publicIpv4Hour", "internetEgressGigabyte"]);
    expect(prices.natGatewayHour.reason).toBe(
      "no table of the book prices/mine.yaml has a price of a NAT gateway for an hour in eu-central-1 on 2026-11-01 or before",
    );
  });
});

describe("a device of one's own", () => {
  it("has the prices of the user's book", () => {
    const { value } = edgeDevicePrices(ownBook(), ASOF);
    expect(value).toMatchObject({ name: "shelf computer", lifeYears: 4, powerWatts: 15 });
    expect(
      [value?.purchase, value?.kilowattHour, value?.uplinkMonth].map((price) => price?.toString()),
    ).toEqual(["480.00 EUR", "0.32 EUR", "0.00 EUR"]);
    expect(value?.origin).toEqual({ source: "quote 4711", date: "2026-10-01", note: "for three years" });
  });

  it("has none in the shipped list, which says so", () => {
    const figure = edgeDevicePrices(listBook(), ASOF);
    expect(figure.value).toBeNull();
    expect(figure.reason).toContain("no public table tells");
  });
});
