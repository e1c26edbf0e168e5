import type { FileFormat, ReadOptions, SamplingMethod, TextEncoding } from "../../api/shapes/sealcanvas.ts";

/** What somebody has said about how a file is to be read; "" is found out. */
export interface Reading {
  format: string;
  encoding: string;
  delimiter: string;
  quote: string;
  header: string;
  sheet: string;
  sampling: string;
  sampleRows: string;
}

export const FOUND_OUT: Reading = { format: "", encoding: "", delimiter: "", quote: "", header: "", sheet: "", sampling: "", sampleRows: "100000" };

/** As the service takes it; undefined where nothing was said. */
export function readOptions(reading: Reading): ReadOptions | undefined {
  const options: ReadOptions = {
    ...(reading.format && { FileFormat: reading.format as FileFormat }),
    ...(reading.encoding && { Encoding: reading.encoding as TextEncoding }),
    ...(reading.delimiter && { Delimiter: reading.delimiter }),
    ...(reading.quote && { QuoteCharacter: reading.quote }),
    ...(reading.header && { HasHeader: reading.header === "yes" }),
    ...(reading.sheet && { SheetName: reading.sheet }),
    ...(reading.sampling && { Sampling: { Method: reading.sampling as SamplingMethod, RowCount: Number(reading.sampleRows) } }),
  };
  return Object.keys(options).length ? options : undefined;
}
