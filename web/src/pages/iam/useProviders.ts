import { call } from "../../api/door.ts";
import type { GetOpenIDConnectProviderResponse } from "../../api/shapes/iam.ts";
import { type Asked, useAsked } from "../../api/useOperation.ts";

export interface Provider extends GetOpenIDConnectProviderResponse {
  arn: string;
}

/** The account's OpenID Connect providers, with their audiences. */
export function useProviders(): Asked<Provider[]> {
  return useAsked("providers", 0, async (signal) => {
    const { OpenIDConnectProviderList = [] } = await call("iam", "ListOpenIDConnectProviders", {}, signal);
    return Promise.all(
      OpenIDConnectProviderList.map(async ({ Arn: arn = "" }) => ({
        ...(await call("iam", "GetOpenIDConnectProvider", { OpenIDConnectProviderArn: arn }, signal)),
        arn,
      })),
    );
  });
}
