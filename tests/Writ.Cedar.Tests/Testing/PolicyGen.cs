using FsCheck;
using FsCheck.Fluent;

namespace Writ.Cedar.Tests.Testing;

/// <summary>
/// A random policy in two forms that mean the same: with a scope, which the index reads, and with the scope written as a
/// condition, which only the evaluator reads.
/// </summary>
internal sealed record GeneratedPolicy(string Effect, string Principal, string Action, string Resource, string Conditions)
{
    public string Scoped => $"{Effect}({Principal}, {Action}, {Resource}) {Conditions};";

    public string Unscoped => $"{Effect}(principal, action, resource) when {{ {AsExpression(Principal)} && {AsExpression(Action)} && {AsExpression(Resource)} }} {Conditions};";

    public override string ToString() => Scoped;

    private static string AsExpression(string constraint) => constraint.Contains(' ') ? $"({constraint})" : "true";
}

internal static class PolicyGen
{
    public static Gen<GeneratedPolicy> Policy { get; } =
        from effect in Gen.Elements("permit", "permit", "forbid")
        from principal in Gen.Elements("principal", "principal", "principal == User::\"alice\"", "principal == User::\"bob\"", "principal in Group::\"all\"",
            "principal in Group::\"guests\"", "principal is User", "principal is Group", "principal is User in Group::\"staff\"", "principal in User::\"alice\"")
        from action in Gen.Elements("action", "action", "action == Action::\"view\"", "action == Action::\"edit\"", "action in Action::\"read\"",
            "action in [Action::\"view\", Action::\"read\"]", "action in [Action::\"edit\"]", "action in []")
        from resource in Gen.Elements("resource", "resource", "resource == Photo::\"p1\"", "resource in Album::\"a1\"", "resource in Album::\"a2\"",
            "resource is Photo in Album::\"a1\"", "resource is Album")
        from conditions in Gen.Elements("", "", "when { true }", "when { false }", "unless { context.mfa }", "when { context.mfa } unless { principal.age < 18 }",
            "when { principal.size > 1 }", "unless { context.n + 9223372036854775807 > 0 }", "when { 1 }", "when { principal has boss && principal.boss in Group::\"all\" }",
            "unless { resource.private }", "when { false && context.nothing }")
        select new GeneratedPolicy(effect, principal, action, resource, conditions);

    public static Gen<GeneratedPolicy[]> Policies { get; } = Policy.ArrayOf();
}
