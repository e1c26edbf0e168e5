import Box from "@cloudscape-design/components/box";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Button from "@cloudscape-design/components/button";
import Icon from "@cloudscape-design/components/icon";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { useAction } from "../../api/useAction.ts";
import { useAsked } from "../../api/useOperation.ts";
import { useFlash } from "../../app/flash.tsx";
import { useFollow } from "../../app/follow.ts";
import { Confirm } from "../../components/Confirm.tsx";
import { Empty } from "../../components/Empty.tsx";
import { Go } from "../../components/Go.tsx";
import { GoButton } from "../../components/GoButton.tsx";
import { Listing } from "../../components/Listing.tsx";
import { bytes } from "../../components/numbers.ts";
import { When } from "../../components/When.tsx";
import { useSpeech } from "../../i18n/language.ts";
import { crumbsOf, deleteAll, type Entry, entriesOf } from "./entries.ts";

/** What lies below a prefix, as folders and objects. */
export function Objects({ bucket, prefix }: { bucket: string; prefix: string }) {
  const { strings, language } = useSpeech();
  const t = strings.buckets;
  const { show } = useFlash();
  const follow = useFollow();
  const [most, setMost] = useState(1);
  const asked = useAsked(`objects ${bucket} ${prefix} ${most}`, 0, (signal) => entriesOf(bucket, prefix, most, signal));
  const [chosen, setChosen] = useState<Entry[]>([]);
  const [deleting, setDeleting] = useState(false);
  const { reload } = asked;
  const remove = useAction(
    useCallback(async () => {
      const count = await deleteAll(bucket, chosen);
      show({ type: "success", content: t.objectsDeleted(count) });
      setChosen([]);
      reload();
    }, [bucket, chosen, reload, show, t]),
  );
  const at = (path: string, name: string, value: string) => `/buckets/${bucket}${path}?${new URLSearchParams({ [name]: value })}`;
  const upload = <GoButton to={at("/upload", "prefix", prefix)} variant="primary" iconName="upload">{t.upload}</GoButton>;
  return (
    <SpaceBetween size="s">
      {prefix && (
        <BreadcrumbGroup
          ariaLabel={t.folder}
          onFollow={follow}
          items={crumbsOf(bucket, prefix).map(([text, path]) => ({ text, href: `/console${at("", "prefix", path)}` }))}
        />
      )}
      <Listing
        title={t.objects}
        asked={asked}
        items={asked.data?.entries ?? []}
        id={(entry) => entry.key}
        columns={[
          {
            id: "name",
            header: t.objectName,
            value: (entry) => entry.name,
            cell: (entry) =>
              entry.isFolder ? (
                <><Icon name="folder" /> <Go to={at("", "prefix", entry.key)}>{entry.name}</Go></>
              ) : (
                <><Icon name="file" /> <Go to={at("/object", "key", entry.key)}>{entry.name}</Go></>
              ),
          },
          { id: "size", header: t.size, value: (entry) => entry.size, cell: (entry) => (entry.isFolder ? strings.common.none : bytes(entry.size, language)) },
          { id: "modified", header: t.modified, value: (entry) => entry.modified, cell: (entry) => <When at={entry.modified} /> },
        ]}
        selection={{ items: chosen, choose: setChosen, several: true }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!chosen.length} onClick={() => setDeleting(true)}>{strings.common.delete}</Button>
            {upload}
          </SpaceBetween>
        }
        empty={<Empty title={t.noObjects} hint={t.noObjectsHint} action={upload} />}
      />
      {asked.data?.isCut && (
        <Box textAlign="center"><Button loading={asked.loading} onClick={() => setMost(most + 1)}>{t.more}</Button></Box>
      )}
      {deleting && (
        <Confirm title={t.deleteObjects(chosen.length)} button={strings.common.delete} action={remove} close={() => setDeleting(false)} word={strings.common.confirmWord}>
          <ul>{chosen.slice(0, 10).map((entry) => <li key={entry.key}>{entry.key}</li>)}</ul>
          {t.deleteObjectsHint}
        </Confirm>
      )}
    </SpaceBetween>
  );
}
