import {
  chiSquareAbove,
  movedStudentBelow,
  normalAbove,
  normalQuantile,
  studentBeyond,
  studentQuantile,
} from "../../../src/core/stats/distributions";
import { betaShare, logGamma } from "../../../src/core/stats/special";
import { assertNear } from "./near";

/** Arguments and value, as scipy 1.17.1 has them. */
type Table = readonly (readonly number[])[];

function agrees(
  name: string,
  table: Table,
  of: (...given: number[]) => number,
  relative?: number,
  tiny?: number,
): void {
  it(`${name} is scipy's`, () => {
    for (const row of table) {
      const given = row.slice(0, -1);
      assertNear(of(...given), row.at(-1) ?? 0, `${name}(${given.join(", ")})`, relative, tiny);
    }
  });
}

const two =
  (of: (a: number, b: number) => number) =>
  (a = 0, b = 0) =>
    of(a, b);
const three =
  (of: (a: number, b: number, c: number) => number) =>
  (a = 0, b = 0, c = 0) =>
    of(a, b, c);

describe("A distribution", () => {
  const student: Table = [
    [0, 5, 1],
    [1e-8, 3, 0.999999992648948],
    [0.5, 1, 0.7048327646991335],
    [2, 1.3, 0.24745515650741629],
    [2.9741470383368376, 11.6029585997253, 0.011998441169810256],
    [12, 2, 0.00687293367715846],
    [30, 3, 8.135280427163958e-5],
    [8, 50, 1.6632966028321368e-10],
    [0.01, 2e6, 0.9920212883681423],
    [5, 1e6, 5.733997870890745e-7],
    [1.96, 1e12, 0.04999579029671816],
  ];
  agrees("Student's two tails", student, two(studentBeyond), 2e-9);

  const quantiles: Table = [
    [0.975, 1, 12.706204736174694],
    [0.975, 2.5, 3.5746548420036817],
    [0.975, 30, 2.0422724563012378],
    [0.9, 7, 1.4149239276505086],
    [0.025, 4, -2.7764451051977943],
    [0.999, 1e6, 3.09024045631652],
  ];
  agrees("Student's quantile", quantiles, two(studentQuantile), 1e-9);

  const chiSquare: Table = [
    [0, 1, 1],
    [1e-9, 1, 0.999974768674784],
    [4, 1, 0.04550026389635857],
    [16, 1, 6.334248366623988e-5],
    [3, 2, 0.22313016014842982],
    [40, 9, 7.598525229464264e-6],
    [900, 1000, 0.9892827619087102],
    [1500, 1, 0],
  ];
  agrees("chi-square's upper tail", chiSquare, two(chiSquareAbove));

  const normal: Table = [
    [-8, 0.9999999999999993],
    [-1, 0.8413447460685429],
    [0, 0.5],
    [1e-9, 0.49999999960105773],
    [1.96, 0.024997895148220435],
    [6, 9.865876450376946e-10],
    [37, 5.7255712225239266e-300],
  ];
  agrees("the normal upper tail", normal, (z = 0) => normalAbove(z));

  const normalQuantiles: Table = [
    [0.025, -1.9599639845400545],
    [0.5, 0],
    [0.8, 0.8416212335729143],
    [0.975, 1.959963984540054],
    [0.999999, 4.753424308817087],
  ];
  agrees("the normal quantile", normalQuantiles, (p = 0) => normalQuantile(p), 1e-9, 1e-12);

  const moved: Table = [
    [2, 10, 0, 0.9633059826146299],
    [1, 5, 1, 0.48092614124210525],
    [-1, 5, 1, 0.030807353260750292],
    [0, 8, 2, 0.02275013194817922],
    [2.1, 98, 1, 0.8605017116251872],
    [3, 2, 2.5, 0.5125949711221227],
  ];
  agrees("Student's with a moved centre", moved, three(movedStudentBelow));

  const shares: Table = [
    [0.3, 2, 5, 0.5798250000000003],
    [0.5, 0.5, 0.5, 0.5000000000000001],
    [0.999, 40, 0.5, 0.777919867635688],
    [0.2, 200, 800, 0.5063088533798626],
    [0.21, 2e4, 8e4, 0.9999999999999972],
  ];
  agrees("the incomplete beta function", shares, three(betaShare));

  const gamma: Table = [
    [1e-3, 6.907178885383853],
    [0.3, 1.0957979948180756],
    [1, 0],
    [2, 0],
    [10.5, 13.940625219403763],
    [170, 701.4372638087372],
    [1e6, 12815504.569147611],
  ];
  agrees("the logarithm of gamma", gamma, (x = 0) => logGamma(x), 1e-12, 1e-14);
});
