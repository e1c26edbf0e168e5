import Box from "@cloudscape-design/components/box";
import { useEffect, useState } from "react";
import { Rows } from "../../components/Rows.tsx";
import { useStrings } from "../../i18n/language.ts";
import { firstRows } from "./csv.ts";

const LOOKED_AT = 256 << 10;
const MOST_ROWS = 100;

/** The first rows of a file before it leaves this computer. */
export function LocalPreview({ file }: { file: File }) {
  const t = useStrings().datasets;
  const [found, setFound] = useState<ReturnType<typeof firstRows> | null>(null);
  useEffect(() => {
    let wanted = true;
    void file
      .slice(0, LOOKED_AT)
      .arrayBuffer()
      .then((data) => wanted && setFound(firstRows(data, file.size <= LOOKED_AT, MOST_ROWS)), () => wanted && setFound(undefined));
    return () => {
      wanted = false;
    };
  }, [file]);
  if (found === null) return null;
  if (!found) return <Box color="text-body-secondary">{t.noLocalPreview(file.name)}</Box>;
  return <Rows title={t.previewOf(file.name)} columns={found.columns} rows={found.rows} pageSize={10} />;
}
