import { call } from "../../api/door.ts";
import { everyPage } from "../../api/everyPage.ts";
import { deleteEntity } from "./entity.ts";

/** Delete a user with its access keys, memberships and policies, without which IAM does not let it go. */
export async function deleteUser(name: string): Promise<void> {
  for (const page of await everyPage("iam", "ListAccessKeys", { UserName: name }, "Marker")) {
    for (const { AccessKeyId = "" } of page.AccessKeyMetadata ?? []) await call("iam", "DeleteAccessKey", { UserName: name, AccessKeyId });
  }
  for (const page of await everyPage("iam", "ListGroupsForUser", { UserName: name }, "Marker")) {
    for (const { GroupName = "" } of page.Groups ?? []) await call("iam", "RemoveUserFromGroup", { UserName: name, GroupName });
  }
  await deleteEntity({ kind: "User", name });
}
