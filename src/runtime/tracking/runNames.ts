import { randomInt } from "node:crypto";

const adjectives =
  "able agile amber ample bold brave bright brisk calm clear clever crisp curious deft eager early fair fleet fresh gentle glad grand hardy honest keen kind lively lucid mellow merry mild nimble noble placid polite proud quick quiet rapid rare ready rustic serene sharp silent sleek smart snowy solid sound spry steady stoic sunny swift tidy trusty vivid warm wise witty zesty".split(
    " ",
  );
const nouns =
  "anchor auk beacon bay bream brig buoy cape cod coral cove crab current delta dolphin dune eel egret fjord gale gannet gull harbor heron herring inlet isle jetty kelp keel lagoon lark loon marlin mast mist narwhal oar orca osprey otter petrel pier plover puffin quay reef rill sail salmon seal shoal skiff sloop sound spray squid strait surf swan tarn tern tide trout walrus wave whale wharf".split(
    " ",
  );

/** For a run whose script gave it no name. */
export function randomName(): string {
  return `${adjectives[randomInt(adjectives.length)]}-${nouns[randomInt(nouns.length)]}-${randomInt(1000)}`;
}
