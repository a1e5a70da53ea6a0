// What a load generator costs by itself.
import "../tracking/nullServer";
