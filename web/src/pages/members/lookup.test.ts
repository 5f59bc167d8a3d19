import { describe, expect, it } from "vitest";
import { maskName, maskPhone, meantBy } from "./lookup";

const kinds = (text: string) => {
  const { lookups, searches } = meantBy(text);
  return [...lookups.map((one) => one.kind), ...searches.flatMap((one) => Object.keys(one))];
};

describe("what a text may mean", () => {
  it("names of any script", () => {
    for (const text of ["王芳", "wangfang", "wf", "O'Neil"]) expect(kinds(text)).toEqual(["name"]);
  });
  it("ends of phones and cards", () => {
    expect(kinds("8000")).toEqual(["phone_last4", "card_end"]);
    expect(kinds("65638")).toEqual(["card_end"]);
    expect(meantBy("v65a").searches).toEqual([{ card_end: "V65A" }]);
  });
  it("whole keys", () => {
    expect(kinds("138 0013 8000")).toEqual(["phone", "card"]);
    expect(kinds("+442079460958")).toEqual(["phone"]);
    expect(kinds("m90368531746")).toEqual(["member_code"]);
    expect(kinds("383479317876703237")).toEqual(["member_id", "card"]);
    expect(kinds("V066359048465638")).toEqual(["card", "external"]);
    expect(kinds("fang@example.com")).toEqual(["email"]);
  });
  it("nothing", () => expect(kinds("  ")).toEqual([]));
});

describe("what is shown of a person before it is asked for", () => {
  it("phones", () => {
    expect(maskPhone("+8613800138000")).toBe("138****8000");
    expect(maskPhone("164****4593")).toBe("164****4593");
    expect(maskPhone("+8612345")).toBe("****");
  });
  it("names", () => {
    expect(maskName("王小芳")).toBe("王**");
    expect(maskName("Wang Fang")).toBe("W*** ****");
    expect(maskName(undefined)).toBe(undefined);
  });
});
