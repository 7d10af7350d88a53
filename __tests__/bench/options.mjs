import { InvalidArgumentError } from "commander";

/** The number above 0 that an option gives. */
export function positive(text) {
  const number = Number(text);
  if (!(number > 0 && number < Infinity)) throw new InvalidArgumentError("Allowed is a number above 0.");
  return number;
}

/** The whole number above 0 that an option gives. */
export function wholeNumber(text) {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError("Allowed is a whole number above 0.");
  return number;
}
