import { analysis } from "./analysis.ts";
import { audit } from "./audit.ts";
import { automations } from "./automations.ts";
import { buckets } from "./buckets.ts";
import { common } from "./common.ts";
import { datasets } from "./datasets.ts";
import { domains } from "./domains.ts";
import { encryption } from "./encryption.ts";
import { forecast } from "./forecast.ts";
import { home } from "./home.ts";
import { iam } from "./iam.ts";
import { jobs } from "./jobs.ts";
import { keys } from "./keys.ts";
import { metrics } from "./metrics.ts";
import { models } from "./models.ts";
import { navigation } from "./navigation.ts";
import { policy } from "./policy.ts";
import { predictions } from "./predictions.ts";
import { providers } from "./providers.ts";
import { recipe } from "./recipe.ts";
import { seal } from "./seal.ts";
import { session } from "./session.ts";
import { sharing } from "./sharing.ts";
import { studio } from "./studio.ts";
import { upload } from "./upload.ts";
import { why } from "./why.ts";

export const en = {
  analysis,
  audit,
  automations,
  buckets,
  common,
  datasets,
  domains,
  encryption,
  forecast,
  home,
  iam,
  jobs,
  keys,
  metrics,
  models,
  navigation,
  policy,
  predictions,
  providers,
  recipe,
  seal,
  session,
  sharing,
  studio,
  upload,
  why,
};
