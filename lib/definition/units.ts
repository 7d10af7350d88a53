import Decimal from "decimal.js";
import { CURRENCIES, Money, type Currency } from "./money";

/** A span of time. */
export class Duration {
  private constructor(readonly seconds: number) {}

  static seconds(seconds: number): Duration {
    return new Duration(seconds);
  }

  static days(days: number): Duration {
    return new Duration(days * SECONDS_PER.d);
  }

  get milliseconds(): number {
    return new Decimal(this.seconds).times(1000).toNumber();
  }

  get days(): number {
    return this.seconds / SECONDS_PER.d;
  }
}

/** An amount of memory or disk. */
export class Size {
  private constructor(readonly bytes: number) {}

  static mebibytes(mebibytes: number): Size {
    return new Size(mebibytes * BYTES_PER.MiB);
  }

  get mebibytes(): number {
    return this.bytes / BYTES_PER.MiB;
  }

  get gibibytes(): number {
    return this.bytes / BYTES_PER.GiB;
  }
}

/** Requests that come, or can be served, in one hour. */
export class RequestRate {
  private constructor(readonly perHour: number) {}

  static perHour(requests: number): RequestRate {
    return new RequestRate(requests);
  }
}

/** A share without unit: 20 % is 0.2. */
export class Share {
  private constructor(readonly ratio: number) {}

  static percent(percent: number): Share {
    return new Share(new Decimal(percent).div(100).toNumber());
  }
}

/** What one unit costs for one hour. */
export interface HourlyPrice {
  readonly perHour: Money;
}

/** What may be spent in one month of 730 hours. */
export interface MonthlyAmount {
  readonly perMonth: Money;
}

/** A length of commitment that can be bought, in whole years. */
export interface Term {
  readonly years: 1 | 3;
}

/** Hours in a year as AWS reckons terms: 365 days. Source: AWS EC2 Reserved Instances, billing. */
export const HOURS_PER_YEAR = 8760;

/** Hours in an average month, a twelfth of {@link HOURS_PER_YEAR}. */
export const HOURS_PER_MONTH = 730;

/**
 * How people write a quantity in landfall.yaml, and how it is read.
 *
 * The pattern is what the JSON Schema shows to editors; `read` may refuse more than it does.
 */
export interface TextForm<T> {
  readonly pattern: RegExp;
  /** What is allowed, with an example, for messages and editors. */
  readonly allowed: string;
  /** Undefined when the text is none of this form. */
  readonly read: (text: string) => T | undefined;
}

const SECONDS_PER = { ms: "0.001", s: 1, m: 60, h: 3600, d: 86_400 } as const;
const BYTES_PER = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 } as const;
const PER_DAY = { s: 86_400, min: 1440, h: 24, d: 1 } as const;
const HOURS_PER_DAY = 24;
const DECIMAL = String.raw`\d+(?:\.\d+)?`;
const CURRENCY = CURRENCIES.join("|");

function form<T>(
  pattern: RegExp,
  allowed: string,
  make: (amount: string, unit: string) => T | undefined,
): TextForm<T> {
  return {
    pattern,
    allowed,
    read: (text) => {
      const [, amount = "", unit = ""] = pattern.exec(text) ?? [];
      return amount !== "" && Number.isFinite(Number(amount)) ? make(amount, unit) : undefined;
    },
  };
}

/** A decimal amount times a factor, rounded once: `0.003` times 3600 is 10.8 and no neighbour of it. */
function scaled(amount: string, factor: number | string, divisor = 1): number {
  return new Decimal(amount).times(factor).div(divisor).toNumber();
}

/** `20ms`, `20s`, `5m`, `1h`, `30d`. */
export const durationForm: TextForm<Duration> = form(
  new RegExp(`^(${DECIMAL}) ?(ms|s|m|h|d)$`),
  "a time with its unit ms, s, m, h or d, such as 20s",
  (amount, unit) => Duration.seconds(scaled(amount, SECONDS_PER[unit as keyof typeof SECONDS_PER])),
);

/** `512KiB`, `512MiB`, `20GiB`. */
export const sizeForm: TextForm<Size> = form(
  new RegExp(`^(${DECIMAL}) ?(KiB|MiB|GiB|TiB)$`),
  "a size with its unit KiB, MiB, GiB or TiB, such as 512MiB",
  (amount, unit) =>
    Size.mebibytes((Number(amount) * BYTES_PER[unit as keyof typeof BYTES_PER]) / BYTES_PER.MiB),
);

/** `1000 requests/h`, `0.5 requests/s`. */
export const requestRateForm: TextForm<RequestRate> = form(
  new RegExp(`^(${DECIMAL}) ?requests/(s|min|h|d)$`),
  "a rate above 0 of requests per s, min, h or d, such as 600 requests/h",
  (amount, unit) => {
    const perHour = scaled(amount, PER_DAY[unit as keyof typeof PER_DAY], HOURS_PER_DAY);
    return perHour > 0 ? RequestRate.perHour(perHour) : undefined;
  },
);

/** `20%`, `7.5%`. */
export const shareForm: TextForm<Share> = form(
  new RegExp(`^(${DECIMAL}) ?%$`),
  "a percentage, such as 20%",
  (amount) => Share.percent(Number(amount)),
);

/** `0.30 USD/h`. */
export const hourlyPriceForm: TextForm<HourlyPrice> = form(
  new RegExp(`^(${DECIMAL}) (${CURRENCY})/h$`),
  `a price above 0 for one hour in ${CURRENCIES.join(", ")}, such as 0.30 USD/h`,
  (amount, currency) =>
    Number(amount) > 0 ? { perHour: Money.of(amount, currency as Currency) } : undefined,
);

/** `1000 USD`. */
export const moneyForm: TextForm<Money> = form(
  new RegExp(`^(${DECIMAL}) (${CURRENCY})$`),
  `an amount in ${CURRENCIES.join(", ")}, such as 1000 USD`,
  (amount, currency) => Money.of(amount, currency as Currency),
);

/** `1500 USD/month`. */
export const monthlyAmountForm: TextForm<MonthlyAmount> = form(
  new RegExp(`^(${DECIMAL}) (${CURRENCY})/month$`),
  `an amount for one month in ${CURRENCIES.join(", ")}, such as 1500 USD/month`,
  (amount, currency) => ({ perMonth: Money.of(amount, currency as Currency) }),
);

/** An amount as landfall.yaml has it: `1000 USD`, with cents only where it has some. */
export function writtenMoney({ amount, currency }: Money): string {
  return `${amount.isInteger() ? amount.toFixed() : amount.toFixed(Math.max(2, amount.decimalPlaces()))} ${currency}`;
}

/** An amount for a month as landfall.yaml has it: `1000 USD/month`. */
export function writtenMonthly({ perMonth }: MonthlyAmount): string {
  return `${writtenMoney(perMonth)}/month`;
}

/** `1y` or `3y`: the terms that are sold. */
export const termForm: TextForm<Term> = form(/^([13])y$/, "1y or 3y, the terms that are sold", (years) => ({
  years: years === "3" ? 3 : 1,
}));
