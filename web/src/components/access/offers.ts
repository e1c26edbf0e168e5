import { call, type Input } from "../../api/door.ts";
import { ServiceError } from "../../api/errors.ts";
import type { CheckWorkspaceAccessResponse, WorkspaceOffer } from "../../api/shapes/sealcanvas.ts";

type Workspace = Input<"sealcanvas", "CheckWorkspaceAccess">;

/** Save an offered policy where it belongs, by the service's own operation. */
async function save({ Place = "", Policy = "" }: WorkspaceOffer): Promise<void> {
  const [arn = "", name] = Place.split("#");
  const role = arn.split("/").at(-1) ?? "";
  if (name) await call("iam", "PutRolePolicy", { RoleName: role, PolicyName: name, PolicyDocument: Policy });
  else if (arn.includes(":kms:")) await call("kms", "PutKeyPolicy", { KeyId: arn, PolicyName: "default", Policy });
  else await call("iam", "UpdateAssumeRolePolicy", { RoleName: role, PolicyDocument: Policy });
}

/**
 * Apply one offer, if it is still the one that was shown.
 *
 * @throws ServiceError if a policy was changed meanwhile, or the service refuses.
 */
export async function applyOffer(workspace: Workspace, shown: WorkspaceOffer): Promise<void> {
  const { Offers = [] } = await call("sealcanvas", "CheckWorkspaceAccess", workspace);
  const now = Offers.find((offer) => offer.Place === shown.Place);
  if (!now || now.Policy !== shown.Policy) throw new ServiceError("ResourceInUseException", `${shown.Place} was changed meanwhile. Look at the check again.`, 400);
  await save(now);
}

/** Apply every offer that there is, each as it stands then: what the access is afterwards. */
export async function applyOffers(workspace: Workspace): Promise<CheckWorkspaceAccessResponse> {
  const done = new Set<string>();
  for (;;) {
    const checked = await call("sealcanvas", "CheckWorkspaceAccess", workspace);
    const next = checked.Offers?.find((offer) => !done.has(offer.Place ?? ""));
    if (!next) return checked;
    await save(next);
    done.add(next.Place ?? "");
  }
}
