/** `repr` of a Python float: the shortest digits that read back, with an exponent below 1e-4 and from 1e16 on. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 16) {
    const text = plainDigits(digits, power);
    return text.includes(".") ? text : `${text}.0`;
  }
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function plainDigits(digits: string, power: number): string {
  const sign = digits.startsWith("-") ? "-" : "";
  const bare = digits.replace(/[-.]/g, "");
  if (power < 0) return `${sign}0.${"0".repeat(-power - 1)}${bare}`;
  const whole = bare.slice(0, power + 1).padEnd(power + 1, "0");
  const rest = bare.slice(power + 1);
  return sign + whole + (rest ? `.${rest}` : "");
}
