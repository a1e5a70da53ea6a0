import { randomInt } from "node:crypto";
import { refOf } from "./experimentRefs";
import type { Git } from "./git";

/** As dvc names experiments that nobody named: how it is, and what. */
export async function randomName(git: Git, baseline: string, taken: ReadonlySet<string> = new Set()): Promise<string> {
  for (;;) {
    const name = `${pick(adjectives)}-${pick(nouns)}`;
    if (taken.has(name)) continue;
    if ((await git.ask(["rev-parse", "--verify", "-q", refOf(baseline, name)])) === undefined) return name;
  }
}

function pick(words: readonly string[]): string {
  return words[randomInt(words.length)] as string;
}

const adjectives =
  "agile amber ample angry arctic azure balmy basic beige black bland blank bleak blithe blond bluff blunt bold brave breezy brief bright brisk broad brown bumpy burly calm chalky cheery chewy chief chilly civic clean clear clever close cloudy coarse cold coral cosmic cozy crafty crisp curly cyan daily damp dapper daring deep dense dewy dim dizzy dreamy dry dusky dusty eager early earthy eastern easy empty equal exact faint fair fancy fast fiery final firm fizzy flat fleet floral fluffy foamy fond foggy frank free fresh frosty full furry fuzzy gentle giant glad glassy gleeful glossy golden good grand grassy gray great green happy hardy hasty hazel hazy heavy hidden high hollow honest huge humble humid icy idle inky ivory jade jazzy jolly jovial keen khaki kind lanky large late leafy lean level light lilac lime little lively local lofty lone long loud loyal lucid lucky lunar lush magic major maple mellow merry mighty mild milky minor minty misty mobile modest mossy muddy navy neat nifty nimble noble noisy northern novel oaken oval pale patient pearly perky petite pink placid plain plucky plush polar polite posh prime proud pure quaint quick quiet rapid rare ready regal rich robust rocky rosy round royal ruby rugged rustic rusty sandy satin savvy scarlet shady shaggy sharp sheer shiny short shy silent silky silver simple sleek sleepy slim slow small smart smoky smooth snappy snowy snug sober soft solar solid sound southern spare spicy spry square stable starry steady steep stern still stony stormy stout sturdy subtle sunny superb supple sure swift tall tame tangy tart tawny teal tender thin thorny tidal tidy tiny tough tranquil true upbeat urban vast velvet vital vivid warm wavy western whole wide wild windy wintry wise witty woody young zany zesty".split(
    " ",
  );

const nouns =
  "acorn alder anchor arch ash aspen atlas atoll badger bamboo barn basin bay beach beacon bear beaver birch bison bloom boat bog boulder branch breeze bridge brook buoy burrow cabin cactus canal canoe canyon cape cave cedar chalk cliff cloud clover coast cobra comet coral cove crab crane crater creek crest cricket crow current cypress daisy dale dawn deer delta desert dove drift dune dusk eagle eel elk elm ember estuary falcon fawn fen fern field finch fir fjord flame flint flora forest fox frog frost gale garden garnet gecko geyser glade glen gorge granite grove gulf gull harbor hare harvest hawk hazel heath heron hill hollow horizon inlet iris island ivy jasper jay jungle kelp kestrel kiwi koala lagoon lake larch lark laurel lava leaf ledge lemur lichen lily lizard llama lotus lynx magpie mango maple marsh meadow mesa meteor mist moor moose morning moss moth mountain newt nova oak oasis ocean olive onyx opal orbit orca orchid osprey otter owl oyster palm panda pass path peak pearl pebble pelican pigeon pine plain planet plateau plum pond poplar poppy prairie puffin quail quarry quartz rain rapids raven reef ridge river robin rock rose sable saddle sage salmon sand seal shade shell shoal shore sky slate sloth snow solstice sparrow spire spring spruce squid star stone stork storm strait stream summit sun surf swamp swan swift teal terrace thicket thistle thunder tide tiger timber toad toucan trail trout tulip tundra turtle twig vale valley violet viper vista vole walnut walrus water wave weasel whale wharf willow wind wolf wombat wood wren yak yarrow yew zebra".split(
    " ",
  );
