using Writ.Cedar.Ast;

namespace Writ.Cli;

/// <summary>What a policy is called where a person reads it: its `@id`, or else the id Cedar gives it by its place.</summary>
internal static class PolicyName
{
    public static string Of(Policy policy) => policy.Annotation("id") is { Length: > 0 } id ? id : policy.Id;
}
