using Writ.Domain;

namespace Writ.Authority.Access;

/// <summary>The reasons that access evaluation itself gives. None of them repeats what was sent.</summary>
internal static class AccessReasons
{
    public static Reason NotJson { get; } = new("W2487", "law/request", "the body is not `application/json`", "send `Content-Type: application/json`, in UTF-8");

    public static Reason TooLarge { get; } = new("W2488", "law/request", $"the body is larger than {AccessHandler.MaxBody} bytes", "send fewer evaluations at once");

    public static Reason TooMany { get; } = new("W2488", "law/request", $"there are more than {AccessReading.MostItems} evaluations", "send fewer evaluations at once");

    public static Reason Incomplete { get; } = new(
        "W2481", "law/described", "the evaluation has no subject, action or resource, or one of another form", "give `subject` and `resource` with `type` and `id`, and `action` with `name`, in each or at the top");

    public static Reason OtherSubject { get; } = new(
        "W2482", "law/identity", "the subject is not who asks", "name the agent (type `agent`) or the writ's own `sub` or instance (type `identity`); who acts comes from the credential alone");

    public static Reason ArgumentTwice { get; } = new(
        "W2485", "law/described", "two of `action.properties`, `resource.properties` and `context` hold a member of one name", "give each argument once");

    public static Reason Malformed(string what) => new("W2480", "law/request", $"the body is not an access evaluation request: {what}", "send one JSON object as AuthZEN 1.0 describes, each member once");
}
