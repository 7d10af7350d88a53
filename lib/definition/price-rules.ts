import type { Fault } from "./errors";
import { hourlyPriceForm, moneyForm, monthlyAmountForm, termForm } from "./units";
import { block, isBlock, list, readAt, repeated } from "./written-values";
import type { YamlPath, YamlSource } from "./yaml-source";

type PriceRule = (input: { readonly source: YamlSource }) => Fault[];

const PRICES = ["cost", "prices"] as const;
const RESERVATIONS = [...PRICES, "reservations"] as const;

/** What prices that stand in landfall.yaml consist of, and what a message says that is allowed. */
const INLINE_KEYS = {
  onDemand: "a price for one hour, such as 0.50 USD/h",
  reservations: "at least one reservation that can be bought",
  source: "where the prices come from",
  date: "the day on which the prices held, such as 2026-11-01",
} as const;

const pricesAreWholeOrInABook: PriceRule = ({ source }) => {
  const prices = source.valueAt(PRICES);
  if (!isBlock(prices)) return [];
  const keys = Object.keys(INLINE_KEYS) as (keyof typeof INLINE_KEYS)[];
  if ("book" in prices) {
    return keys
      .filter((key) => key in prices)
      .map((key) =>
        source.fault([...PRICES, key], {
          message: "stands beside cost.prices.book",
          found: prices[key],
          allowed: "a book, or prices in this file",
          action: "take out one of the two",
        }),
      );
  }
  return keys
    .filter((key) => !(key in prices))
    .map((key) =>
      source.fault([...PRICES, key], {
        message: "is missing",
        allowed: INLINE_KEYS[key],
        action: `add cost.prices.${key}, or name a book: cost.prices.book`,
      }),
    );
};

/** Amounts that belong to a way of paying; nothing is paid beside them. */
const AMOUNTS_OF: Readonly<Record<string, readonly string[]>> = {
  noUpfront: ["hourly"],
  partialUpfront: ["upfront", "hourly"],
  allUpfront: ["upfront"],
};

const reservationsHaveTheirAmounts: PriceRule = ({ source }) =>
  list(source.valueAt(RESERVATIONS)).flatMap((written, index) => {
    const option = block(written);
    const payment = String(option["payment"]);
    const amounts = Object.hasOwn(AMOUNTS_OF, payment) ? AMOUNTS_OF[payment] : undefined;
    if (amounts === undefined) return [];
    return ["upfront", "hourly"].flatMap((amount): Fault[] => {
      const at = [...RESERVATIONS, index, amount];
      if (amounts.includes(amount) === amount in option) return nothingUpfront(source, at);
      return [
        source.fault(
          at,
          amount in option
            ? {
                message: `does not belong to ${payment}`,
                found: option[amount],
                allowed: `${amounts.join(" and ")} only`,
                action: "take it out, or change payment",
              }
            : {
                message: "is missing",
                allowed: amount === "hourly" ? "a price for one hour, such as 0.30 USD/h" : moneyForm.allowed,
                action: `add it: ${payment} has ${amounts.join(" and ")}`,
              },
        ),
      ];
    });
  });

/** A fee of nothing is no fee: it belongs to another way of paying. */
function nothingUpfront(source: YamlSource, at: YamlPath): Fault[] {
  if (readAt(source, at, moneyForm)?.amount.isZero() !== true) return [];
  return [
    source.fault(at, {
      message: "is nothing",
      found: source.valueAt(at),
      allowed: "an amount above 0",
      action: "write payment: noUpfront where nothing is paid at once",
    }),
  ];
}

const moneyHasOneCurrency: PriceRule = ({ source }) => {
  const onDemand = readAt(source, [...PRICES, "onDemand"], hourlyPriceForm);
  if (onDemand === undefined) return [];
  const { currency } = onDemand.perHour;
  const amounts: { path: YamlPath; currency: string | undefined }[] = [
    {
      path: ["cost", "budget"],
      currency: readAt(source, ["cost", "budget"], monthlyAmountForm)?.perMonth.currency,
    },
    ...list(source.valueAt(RESERVATIONS)).flatMap((_, index) => {
      const upfront = [...RESERVATIONS, index, "upfront"];
      const hourly = [...RESERVATIONS, index, "hourly"];
      return [
        { path: upfront, currency: readAt(source, upfront, moneyForm)?.currency },
        { path: hourly, currency: readAt(source, hourly, hourlyPriceForm)?.perHour.currency },
      ];
    }),
  ];
  return amounts
    .filter((amount) => amount.currency !== undefined && amount.currency !== currency)
    .map(({ path: at }) =>
      source.fault(at, {
        message: "is in another currency than cost.prices.onDemand",
        found: source.valueAt(at),
        allowed: `an amount in ${currency}`,
      }),
    );
};

const reservationsDiffer: PriceRule = ({ source }) =>
  repeated(
    list(source.valueAt(RESERVATIONS)).map((option, index) => {
      const { term, payment, class: offeringClass = "standard" } = block(option);
      const isClear = [term, payment, offeringClass].every((each) => typeof each === "string");
      return {
        value: isClear ? [offeringClass, term, payment].join(", ") : undefined,
        path: [...RESERVATIONS, index],
      };
    }),
    source,
    "one price for each class, term and payment",
  );

const someReservationHasAnAllowedTerm: PriceRule = ({ source }) => {
  const terms = list(source.valueAt(["cost", "terms"])).map((_, index) =>
    readAt(source, ["cost", "terms", index], termForm),
  );
  const offered = list(source.valueAt(RESERVATIONS)).map((_, index) =>
    readAt(source, [...RESERVATIONS, index, "term"], termForm),
  );
  const areClear = [terms, offered].every((each) => each.length > 0 && !each.includes(undefined));
  if (!areClear || offered.some((offer) => terms.some((term) => term?.years === offer?.years))) return [];
  return [
    source.fault(["cost", "terms"], {
      message: "allows no term that cost.prices.reservations has a price for",
      found: source.valueAt(["cost", "terms"]),
      allowed: [...new Set(offered.map((offer) => `${offer?.years ?? ""}y`))].join(", "),
    }),
  ];
};

const DATE = /^\d{4}-\d{2}-\d{2}$/;

const pricesHoldAlready: PriceRule = ({ source }) => {
  const date = source.valueAt([...PRICES, "date"]);
  const asOf = source.valueAt(["asOf"]);
  const areDates = [date, asOf].every((each) => typeof each === "string" && DATE.test(each));
  if (!areDates || String(date) <= String(asOf)) return [];
  return [
    source.fault([...PRICES, "date"], {
      message: "is after asOf: a price is known on the day that it is reckoned from",
      found: date,
      allowed: `${String(asOf)} or before`,
      action: "put the prices of that day here, or move asOf",
    }),
  ];
};

/** Every rule on `cost.prices` that no schema can tell. */
export const PRICE_RULES: readonly PriceRule[] = [
  pricesAreWholeOrInABook,
  reservationsHaveTheirAmounts,
  moneyHasOneCurrency,
  reservationsDiffer,
  someReservationHasAnAllowedTerm,
  pricesHoldAlready,
];
