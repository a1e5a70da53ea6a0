// The load generator of serving, beside the programs that start it.
import "../serving/generator";
