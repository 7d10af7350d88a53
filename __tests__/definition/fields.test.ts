import type { z } from "zod";
import {
  bounded,
  calendarDate,
  hostName,
  oneOf,
  projectPath,
  quantity,
  resourceName,
  text,
  urlPath,
} from "../../lib/definition/fields";
import { durationForm } from "../../lib/definition/units";

const label = (length: number): string => "a".repeat(length);

interface Words {
  readonly field: z.ZodType;
  readonly takes: readonly string[];
  readonly refuses: readonly string[];
}

const FIELDS: Readonly<Record<string, Words>> = {
  "a name for resources of at most 10 characters": {
    field: resourceName(10),
    takes: ["ab", "a1", "a-b", "a-b-c-1", label(10)],
    refuses: ["", "a", label(11), "1a", "-a", "a-", "a--b", "A1", "a_b", "a.b", "ä1", "a b", "ab\n"],
  },
  "a date of the calendar": {
    field: calendarDate,
    takes: ["2026-11-01", "2024-02-29", "2000-02-29", "1999-12-31"],
    refuses: [
      "2026-02-29",
      "1900-02-29",
      "2026-04-31",
      "2026-13-01",
      "2026-00-10",
      "2026-01-00",
      "2026-1-1",
      "26-11-01",
      "01.11.2026",
      "11/01/2026",
      "2026-11-01T00:00:00Z",
      "2026-11-01\n",
      "today",
    ],
  },
  "a host name": {
    field: hostName,
    takes: [
      "a.b",
      "www.example.com",
      "xn--bcher-kva.example",
      "1.example.com",
      "a--b.example.com",
      `${label(63)}.example.com`,
      `${label(63)}.${label(63)}.${label(63)}.${label(61)}`,
    ],
    refuses: [
      "",
      "localhost",
      "WWW.example.com",
      "bücher.example",
      "*.example.com",
      "example.com.",
      ".example.com",
      "a..b",
      "-a.example.com",
      "a-.example.com",
      "a_b.example.com",
      "http://example.com",
      "example.com/path",
      "example.com:443",
      "example.com example.org",
      `${label(64)}.example.com`,
      `${label(63)}.${label(63)}.${label(63)}.${label(62)}`,
    ],
  },
  "a path of a URL": {
    field: urlPath,
    takes: ["/", "/healthz", "/a/b.c_d~e-f"],
    refuses: ["", "healthz", "/a b", "/a?b", "/a#b", "/%41", "/a;b", "/a\nb", "/{a}", "http://a/b"],
  },
  "a path inside the project": {
    field: projectPath,
    takes: [".", "a", "./a", "a/b", "a/./b", "..a/b", "a/b..", "a...b", "my site", "a@1+2", ".hidden/x"],
    refuses: [
      "",
      "/",
      "/etc/passwd",
      "..",
      "../a",
      "a/..",
      "a/../b",
      "a/b/..",
      "./../a",
      "~/a",
      "C:\\a",
      "a\\..\\b",
      "file:///etc",
      "$HOME/a",
      "a\n../b",
      "a\u0000b",
      "a;b",
    ],
  },
  "a text of a form": { field: text(/^x+$/, "some x"), takes: ["x", "xx"], refuses: ["", "y"] },
  "one of some words": { field: oneOf(["a", "b"]), takes: ["a", "b"], refuses: ["", "A", "ab"] },
};

describe.each(Object.entries(FIELDS))("%s", (_, { field, takes, refuses }) => {
  it.each(takes)("is written %j", (written) => {
    expect(field.safeParse(written).data).toBe(written);
  });

  it.each(refuses)("is not written %j", (written) => {
    expect(field.safeParse(written).success).toBe(false);
  });

  it.each([[1], [true], [null], [[]], [{}]])("is no %j", (value) => {
    expect(field.safeParse(value).success).toBe(false);
  });
});

describe("a quantity", () => {
  it("is read into its unit", () => {
    expect(quantity(durationForm).parse("20s").seconds).toBe(20);
  });

  it.each(["20", "soon", 20, null, undefined])("says what is allowed in the place of %j", (written) => {
    const [issue] = quantity(durationForm).safeParse(written).error!.issues;
    expect(issue!.message).toBe(durationForm.allowed);
  });

  it("may be bounded, and then one fault is told of one value", () => {
    const field = bounded(durationForm, ({ seconds }) => seconds <= 60, "at most 60s");
    expect(field.parse("1m").seconds).toBe(60);
    expect(field.safeParse("61s").error?.issues.map(({ message }) => message)).toEqual(["at most 60s"]);
    expect(field.safeParse("61").error?.issues.map(({ message }) => message)).toEqual([durationForm.allowed]);
  });
});
