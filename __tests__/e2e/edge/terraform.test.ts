import { toLocals } from "./manifests";
import { mapExpressions } from "./terraform";

describe("expressions in a text", () => {
  it.each([
    ["${a_b.c.d}", "${local.a_b__c.d}"],
    ["x ${a_b.c.d} y ${a_b.e.f}", "x ${local.a_b__c.d} y ${local.a_b__e.f}"],
    ['${join("}", a_b.c.d)} {a_b.c.d}', '${join("}", local.a_b__c.d)} {a_b.c.d}'],
    ["${{ x = a_b.c }.x}", "${{ x = local.a_b__c }.x}"],
    ["$${a_b.c.d}", "$${a_b.c.d}"],
    ["${data.a_b.c.d}", "${local.data__a_b__c.d}"],
    ["${local.a_b.c + var.a_b.c}", "${local.a_b.c + var.a_b.c}"],
    ["${self.object.x}", "${self.object.x}"],
  ])("%s", (text, expected) => {
    expect(mapExpressions(text, toLocals)).toBe(expected);
  });

  it("one that does not end is refused", () => {
    expect(() => mapExpressions("${a", toLocals)).toThrow("no brace closes the expression at 2 of ${a");
  });
});
