import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { call } from "../../api/door.ts";
import { everyPage } from "../../api/everyPage.ts";
import type { Bucket } from "../../api/shapes/s3.ts";
import { useAction } from "../../api/useAction.ts";
import { useAsked } from "../../api/useOperation.ts";
import { useFlash } from "../../app/flash.tsx";
import { Confirm } from "../../components/Confirm.tsx";
import { Empty } from "../../components/Empty.tsx";
import { Go } from "../../components/Go.tsx";
import { GoButton } from "../../components/GoButton.tsx";
import { Listing } from "../../components/Listing.tsx";
import { Page } from "../../components/Page.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";

/** The account's buckets. */
export function Buckets() {
  const strings = useStrings();
  const t = strings.buckets;
  const { show } = useFlash();
  const asked = useAsked("buckets", 0, (signal) => everyPage("s3", "ListBuckets", {}, "ContinuationToken", signal));
  const buckets = (asked.data ?? []).flatMap((page) => page.Buckets ?? []);
  const [chosen, setChosen] = useState<Bucket[]>([]);
  const [deleting, setDeleting] = useState(false);
  const name = chosen[0]?.Name ?? "";
  const { reload } = asked;
  const remove = useAction(
    useCallback(async () => {
      await call("s3", "DeleteBucket", { Bucket: name });
      show({ type: "success", content: t.deleted(name) });
      setChosen([]);
      reload();
    }, [name, reload, show, t]),
  );
  const create = <GoButton to="/buckets/create" variant="primary">{t.create}</GoButton>;
  return (
    <Page title={strings.navigation.buckets} crumbs={[]} description={t.description}>
      <Listing
        title={strings.navigation.buckets}
        asked={asked}
        items={buckets}
        id={(bucket) => bucket.Name ?? ""}
        columns={[
          { id: "name", header: t.name, cell: ({ Name = "" }) => <Go to={`/buckets/${Name}`}>{Name}</Go>, value: ({ Name }) => Name },
          { id: "region", header: t.region, cell: ({ BucketRegion }) => BucketRegion ?? strings.common.none, value: ({ BucketRegion }) => BucketRegion },
          { id: "created", header: t.created, cell: ({ CreationDate }) => <When at={CreationDate} />, value: ({ CreationDate }) => Number(CreationDate) },
        ]}
        selection={{ items: chosen, choose: setChosen }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!name} onClick={() => setDeleting(true)}>{strings.common.delete}</Button>
            {create}
          </SpaceBetween>
        }
        empty={<Empty title={t.none} hint={t.noneHint} action={create} />}
      />
      {deleting && (
        <Confirm title={t.deleteBucket(name)} button={strings.common.delete} action={remove} close={() => setDeleting(false)} word={name}>
          {t.deleteBucketHint}
        </Confirm>
      )}
    </Page>
  );
}
