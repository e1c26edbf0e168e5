import ColumnLayout from "@cloudscape-design/components/column-layout";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import { useStrings } from "../../i18n/language.ts";
import type { Reading } from "./reading.ts";

interface Props {
  reading: Reading;
  change: (reading: Reading) => void;
}

const FORMATS = ["csv", "parquet", "xlsx", "jsonl"];
const ENCODINGS = ["utf-8", "utf-16", "cp932", "euc-jp", "cp1252"];
const DELIMITERS = [",", ";", "\t", "|", " "];
const QUOTES = ['"', "'"];

/** How files are to be read, where they do not tell it themselves. */
export function ReadOptionsForm({ reading, change }: Props) {
  const { datasets: t, common } = useStrings();
  const names: Record<string, string> = { "\t": t.tab, " ": t.space, ",": ",", ";": ";", "|": "|" };
  const found = { value: "", label: t.foundOut };
  const choice = (label: string, options: readonly string[], value: string, chosen: (value: string) => void, words: Readonly<Record<string, string>> = {}) => {
    const all = [{ ...found, label: words[""] ?? found.label }, ...options.map((each) => ({ value: each, label: words[each] ?? each }))];
    return (
      <FormField label={label}>
        <Select selectedOption={all.find((each) => each.value === value) ?? found} options={all} onChange={({ detail }) => chosen(detail.selectedOption.value ?? "")} />
      </FormField>
    );
  };
  return (
    <ExpandableSection headerText={t.reading} headerDescription={t.readingHint}>
      <ColumnLayout columns={3}>
        {choice(t.format, FORMATS, reading.format, (format) => change({ ...reading, format }))}
        {choice(t.encoding, ENCODINGS, reading.encoding, (encoding) => change({ ...reading, encoding }))}
        {choice(t.delimiter, DELIMITERS, reading.delimiter, (delimiter) => change({ ...reading, delimiter }), names)}
        {choice(t.quote, QUOTES, reading.quote, (quote) => change({ ...reading, quote }))}
        {choice(t.header, ["yes", "no"], reading.header, (header) => change({ ...reading, header }), { yes: common.yes, no: common.no })}
        <FormField label={t.sheet}>
          <Input value={reading.sheet} placeholder={t.foundOut} onChange={({ detail }) => change({ ...reading, sheet: detail.value })} />
        </FormField>
        {choice(t.sampling, ["FirstRows", "Random"], reading.sampling, (sampling) => change({ ...reading, sampling }), { "": t.allRows, FirstRows: t.firstRows, Random: t.randomRows })}
        {reading.sampling && (
          <FormField label={t.sampleRows} description={t.sampleRowsHint}>
            <Input type="number" value={reading.sampleRows} onChange={({ detail }) => change({ ...reading, sampleRows: detail.value })} />
          </FormField>
        )}
      </ColumnLayout>
    </ExpandableSection>
  );
}
