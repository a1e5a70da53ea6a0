/** How other producers of spans name what MLflow has a name for. Earlier conventions win. */
export interface Convention {
  /** Attribute that says what kind of step a span is, and MLflow's word for each of its values. */
  readonly kind?: string;
  readonly kinds?: Readonly<Record<string, string>>;
  readonly inputTokens?: readonly string[];
  readonly outputTokens?: readonly string[];
  readonly totalTokens?: readonly string[];
  readonly cacheRead?: readonly string[];
  readonly cacheCreation?: readonly string[];
  readonly inputs?: readonly (string | RegExp)[];
  readonly outputs?: readonly (string | RegExp)[];
  readonly models?: readonly string[];
  readonly provider?: string;
  readonly tools?: readonly string[];
}

const openInference: Convention = {
  kind: "openinference.span.kind",
  kinds: {
    TOOL: "TOOL",
    CHAIN: "CHAIN",
    LLM: "LLM",
    RETRIEVER: "RETRIEVER",
    EMBEDDING: "EMBEDDING",
    AGENT: "AGENT",
    RERANKER: "RERANKER",
    UNKNOWN: "UNKNOWN",
    GUARDRAIL: "GUARDRAIL",
    EVALUATOR: "EVALUATOR",
  },
  inputTokens: ["llm.token_count.prompt"],
  outputTokens: ["llm.token_count.completion"],
  totalTokens: ["llm.token_count.total"],
  cacheRead: ["llm.token_count.prompt_details.cache_read"],
  cacheCreation: ["llm.token_count.prompt_details.cache_write"],
  inputs: ["input.value"],
  outputs: ["output.value"],
  models: ["llm.response.model_name", "llm.model_name", "llm.request.model_name", "embedding.model_name"],
  provider: "llm.provider",
};

/** OpenTelemetry's own. */
const genAi: Convention = {
  kind: "gen_ai.operation.name",
  kinds: {
    chat: "CHAT_MODEL",
    create_agent: "AGENT",
    embeddings: "EMBEDDING",
    execute_tool: "TOOL",
    generate_content: "LLM",
    invoke_agent: "AGENT",
    text_completion: "LLM",
    response: "LLM",
  },
  inputTokens: ["gen_ai.usage.input_tokens"],
  outputTokens: ["gen_ai.usage.output_tokens"],
  cacheRead: ["gen_ai.usage.cache_read.input_tokens"],
  cacheCreation: ["gen_ai.usage.cache_write.input_tokens", "gen_ai.usage.cache_creation.input_tokens"],
  inputs: ["gen_ai.input.messages", "gen_ai.tool.call.arguments"],
  outputs: ["gen_ai.output.messages", "gen_ai.tool.call.result"],
  models: ["gen_ai.response.model", "gen_ai.request.model"],
  provider: "gen_ai.provider.name",
  tools: ["gen_ai.tool.definitions"],
};

const traceloop: Convention = {
  kind: "traceloop.span.kind",
  kinds: { workflow: "WORKFLOW", task: "TASK", agent: "AGENT", tool: "TOOL", unknown: "UNKNOWN" },
  inputTokens: ["gen_ai.usage.prompt_tokens"],
  outputTokens: ["gen_ai.usage.completion_tokens"],
  totalTokens: ["llm.usage.total_tokens"],
  inputs: [
    "traceloop.entity.input",
    /^gen_ai\.prompt\.\d+\.content/,
    /^gen_ai\.completion\.\d+\.tool_calls\.\d+\.arguments/,
  ],
  outputs: ["traceloop.entity.output", /^gen_ai\.completion\.\d+\.content/],
  provider: "gen_ai.system",
};

const googleAdk: Convention = {
  inputs: ["gcp.vertex.agent.llm_request", "gcp.vertex.agent.tool_call_args"],
  outputs: ["gcp.vertex.agent.llm_response", "gcp.vertex.agent.tool_response"],
};

const vercel: Convention = {
  kind: "ai.operationId",
  kinds: {
    "ai.generateText": "LLM",
    "ai.generateText.doGenerate": "LLM",
    "ai.toolCall": "TOOL",
    "ai.streamText": "LLM",
    "ai.streamText.doStream": "LLM",
    "ai.generateObject": "LLM",
    "ai.generateObject.doGenerate": "LLM",
    "ai.streamObject": "LLM",
    "ai.streamObject.doStream": "LLM",
    "ai.embed": "EMBEDDING",
    "ai.embed.doEmbed": "EMBEDDING",
    "ai.embedMany": "EMBEDDING",
  },
  inputs: ["ai.prompt", "ai.prompt.messages", "ai.toolCall.args", "ai.value", "ai.values"],
  outputs: ["ai.response.text", "ai.toolCall.result", "ai.response.object", "ai.embedding", "ai.embeddings"],
};

const laminar: Convention = {
  kind: "lmnr.span.type",
  kinds: {
    LLM: "LLM",
    TOOL: "TOOL",
    DEFAULT: "CHAIN",
    PIPELINE: "CHAIN",
    EXECUTOR: "AGENT",
    EVALUATOR: "EVALUATOR",
    HUMAN_EVALUATOR: "EVALUATOR",
    EVALUATION: "EVALUATOR",
    CACHED: "LLM",
  },
  inputs: ["lmnr.span.input"],
  outputs: ["lmnr.span.output"],
  provider: "gen_ai.system",
};

const langfuse: Convention = {
  kind: "langfuse.observation.type",
  kinds: {
    generation: "LLM",
    embedding: "EMBEDDING",
    tool: "TOOL",
    retriever: "RETRIEVER",
    agent: "AGENT",
    chain: "CHAIN",
    evaluator: "EVALUATOR",
    guardrail: "GUARDRAIL",
    span: "UNKNOWN",
  },
  inputs: ["langfuse.observation.input"],
  outputs: ["langfuse.observation.output"],
};

export const conventions: readonly Convention[] = [
  openInference,
  genAi,
  traceloop,
  googleAdk,
  vercel,
  laminar,
  langfuse,
];
