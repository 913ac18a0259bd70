using Writ.Domain;

namespace Writ.Zones.Tools;

/// <summary>The reasons that the tools zone itself gives. None of them repeats what the agent sent.</summary>
internal static class ToolReasons
{
    public static Reason Media { get; } = new("W4040", "law/http", "the request's content type or accept header is not what streamable HTTP asks for", "post `application/json`, and accept `application/json` and `text/event-stream`");

    public static Reason TwoCredentials { get; } = new("W4041", "law/http", "the request has a credential header twice", "send one `Authorization` and one `DPoP` header at most");

    public static Reason Foreign { get; } = new("W4042", "law/loopback", "the request names a host or an origin that is not this machine", "address the server as `localhost` or `127.0.0.1` with its own port, and not from a web page");

    public static Reason Full { get; } = new("W4053", "law/memory", "as many bytes of requests are held as may be", "send it again in a moment, and less at once");

    public static Reason NoSuchServer { get; } = new("W4043", "law/session", "this is not a server's name", "use `/mcp/` and the name of a server");

    public static Reason NoSession { get; } = new("W4030", "law/session", "the session is not open, or is not this task's", "open a session by `initialize`");

    public static Reason SessionNeeded { get; } = new("W4031", "law/session", "the request names no session", "open a session by `initialize`, and send its `Mcp-Session-Id` with every request");

    public static Reason SecondInitialize { get; } = new("W4031", "law/session", "the session is open already", "send `initialize` without a session id to open another one");

    public static Reason TooManySessions { get; } = new("W4032", "law/session", "the task has as many sessions open as it may, or its instance opens too many at once", "end one that is no longer used, or wait until one is open");

    public static Reason ServerChanged { get; } = new("W4033", "law/session", "the server was registered anew since the session was opened", "open a new session");

    public static Reason StreamTaken { get; } = new("W4034", "law/session", "the session's stream is being read already", "read one stream for each session");

    public static Reason Narrowed { get; } = new("W2441", "law/narrowed-writ", "the session was opened with a writ that may do more than this one", "open a session of its own with the narrower writ");

    public static Reason IdInUse { get; } = new("W4035", "law/session", "a request with this id is under way", "give each request its own id");

    public static Reason TooManyRequests { get; } = new("W4036", "law/session", "as many requests are under way as a session may have", "wait until one is answered");

    public static Reason NotCarried { get; } = new("W4037", "law/method", "this zone does not carry the method", "use `tools/list` and `tools/call`");

    public static Reason NotOffered { get; } = new("W4038", "law/offered", "the server offers no tool of this name", "use a tool from the list you were given");

    public static Reason OtherResource { get; } = new(
        "W2484", "law/described", "the resource is not the one that the action and its arguments name", "name the tool itself (type `tool`, its name as id), or what the catalogue makes of its arguments");

    public static Reason NotAsked { get; } = new("W4039", "law/method", "an agent is not asked by a server behind Writ", "do without roots, sampling and elicitation");

    public static Reason Parts { get; } = new("W4052", "law/method", "the message's parameters are not what the method takes", "send what the protocol asks for, of moderate length, and nothing else");

    public static Reason TaskEnded { get; } = new("W3110", "law/live-task", "the task is not open any more, or something of it was contained", "the work of this task is over; a new task must be opened");

    public static Reason Unrecorded { get; } = new("W5100", "law/recorded", "the definition of a tool could not be recorded", "ask an operator to look at the store; nothing was done");

    public static Reason Unreachable(Slug server) => new("W4044", "law/upstream", $"the server `{server}` cannot be reached, or did not answer as the protocol says", "try again later, or ask an operator to look at the server");

    public static Reason Of(McpRefusal why) => why switch
    {
        McpRefusal.Oversize => new("W4020", "law/message", "the message is too large", "send less at once"),
        McpRefusal.Batch => new("W4021", "law/message", "batches of messages are not taken", "send one message at a time"),
        McpRefusal.DuplicateKey => new("W4022", "law/message", "an object in the message has a member twice", "name each member once"),
        McpRefusal.FoldedKey => new("W4048", "law/message", "an object in the message has two members whose names differ in case alone", "name each member once, in one spelling"),
        McpRefusal.BadIdempotencyKey => new("W4054", "law/message", "the idempotency key is not 1 to 128 visible ASCII characters", "send a UUID, for one"),
        McpRefusal.KnownInOtherCase => new("W4049", "law/message", "a member of the message is named as a known one, but for its case", "spell the protocol's members as the protocol does"),
        McpRefusal.UnknownMember => new("W4050", "law/message", "the message has a member that JSON-RPC does not know", "send `jsonrpc`, `id`, `method` and `params` alone; what is your own goes into `params._meta`"),
        McpRefusal.ControlInName => new("W4051", "law/message", "a control character stands in a member's name", "name members by plain text"),
        McpRefusal.TooDeep => new("W4023", "law/message", "the message is nested too deep", "nest at most 64 levels"),
        McpRefusal.ByteOrderMark or McpRefusal.NotUtf8 or McpRefusal.LoneSurrogate => new("W4024", "law/message", "the message's text is not well-formed", "send UTF-8 without a byte order mark, and whole characters only"),
        McpRefusal.BadId => new("W4025", "law/message", "the message's id is not one that every reader reads the same", "use a whole number, or a short plain string"),
        McpRefusal.BadToolName => new("W4026", "law/message", "the call names no tool", "give `params.name` as a string"),
        McpRefusal.BadArguments or McpRefusal.BadParameters => new("W4027", "law/message", "the message's parameters or arguments are not an object", "give `params` and `params.arguments` as JSON objects"),
        McpRefusal.NotJsonRpc => new("W4028", "law/message", "the message is not JSON-RPC 2.0", "send `jsonrpc` \"2.0\" with a method, or an answer"),
        _ => new("W4029", "law/message", "the message is not one JSON value", "send one JSON object, without comments, and nothing after it"),
    };
}
