import { printFloat, printText } from "../json/exact";
import { eachField, enterMessage, readBytes, readDouble, readInteger, readNumber, readText, type Wire } from "./wire";

/** An OpenTelemetry AnyValue as JSON text, printed as Python prints it; never a tree in between. */
export function readAnyValue(wire: Wire): string {
  const message = enterMessage(wire);
  let text = "null";
  eachField(message, (field) => {
    switch (field) {
      case 1:
        text = printText(readText(message));
        break;
      case 2:
        text = readNumber(message) === 0 ? "false" : "true";
        break;
      case 3:
        text = readInteger(message);
        break;
      case 4:
        text = printFloat(readDouble(message));
        break;
      case 5:
        text = readArray(message);
        break;
      case 6:
        text = readPairs(message);
        break;
      case 7:
        text = printText(printBytes(readBytes(message)));
        break;
    }
  });
  return text;
}

function readArray(wire: Wire): string {
  const message = enterMessage(wire);
  const items: string[] = [];
  eachField(message, (field) => {
    if (field === 1) items.push(readAnyValue(message));
  });
  return `[${items.join(", ")}]`;
}

function readPairs(wire: Wire): string {
  const message = enterMessage(wire);
  const entries = new Map<string, string>();
  eachField(message, (field) => {
    if (field === 1) entries.set(...readKeyValue(message));
  });
  return `{${[...entries].map(([key, value]) => `${printText(key)}: ${value}`).join(", ")}}`;
}

/** An OpenTelemetry KeyValue. */
export function readKeyValue(wire: Wire): [key: string, json: string] {
  const message = enterMessage(wire);
  let key = "";
  let value = "null";
  eachField(message, (field) => {
    if (field === 1) key = readText(message);
    else if (field === 2) value = readAnyValue(message);
  });
  return [key, value];
}

/** MLflow keeps bytes in the words of Python: b'\x00a'. */
function printBytes(bytes: Uint8Array): string {
  const quote = bytes.includes(0x27) && !bytes.includes(0x22) ? '"' : "'";
  const named: Readonly<Record<number, string>> = { 9: "\\t", 10: "\\n", 13: "\\r", 92: "\\\\" };
  const printed = Array.from(bytes, (byte) => {
    if (byte === quote.charCodeAt(0)) return `\\${quote}`;
    const name = named[byte];
    if (name !== undefined) return name;
    return byte < 0x20 || byte > 0x7e ? `\\x${byte.toString(16).padStart(2, "0")}` : String.fromCharCode(byte);
  });
  return `b${quote}${printed.join("")}${quote}`;
}
