import { expect, test } from "vitest";
import { draftOf, isWhole, requestOf, type SignInDraft } from "./signInDraft.ts";

const role: SignInDraft = {
  ...draftOf(undefined, "arn:aws:iam::111122223333:oidc-provider/id.example.com"),
  name: "corp",
  clientId: "app",
  roleArn: "arn:aws:iam::111122223333:role/Web",
};

test("a new sign-in is whole once it says who one becomes", () => {
  expect(isWhole(role)).toBe(true);
  expect(isWhole({ ...role, roleArn: "" })).toBe(false);
  expect(isWhole({ ...role, kind: "profile" })).toBe(false);
});

test("a list of people that is not whole does not become one that lets everybody in by name", () => {
  const profile: SignInDraft = { ...role, kind: "profile", domainId: "d-1" };
  const [ana, half, blank] = [{ value: "ana@example.com", profile: "ana" }, { value: "joe@example.com", profile: "" }, { value: "", profile: "" }];
  for (const names of [[], [ana], [ana, blank]]) expect(isWhole({ ...profile, names })).toBe(true);
  for (const names of [[half], [ana, half], [blank]]) expect(isWhole({ ...profile, names })).toBe(false);
  expect(isWhole({ ...role, names: [half] })).toBe(true);
});

test("a request has either a role or a domain, and names for a domain alone", () => {
  const names = [{ value: "ana@example.com", profile: "ana" }, { value: "", profile: "" }];
  expect(requestOf({ ...role, domainId: "d-1", names })).toMatchObject({ RoleArn: role.roleArn });
  expect(requestOf({ ...role, domainId: "d-1", names })).not.toHaveProperty("UserProfileNames");
  const profile = requestOf({ ...role, kind: "profile", domainId: "d-1", names });
  expect(profile).not.toHaveProperty("RoleArn");
  expect(profile).toMatchObject({ DomainId: "d-1", UserProfileNames: { "ana@example.com": "ana" } });
});

test("a secret is sent only where it is typed, or taken away", () => {
  expect(requestOf(role)).not.toHaveProperty("ClientSecret");
  expect(requestOf({ ...role, clientSecret: "s" }).ClientSecret).toBe("s");
  expect(requestOf({ ...role, dropSecret: true }).ClientSecret).toBe("");
});
