using Writ.Cedar.Authorization;
using Writ.Cedar.Schema;
using Writ.Cedar.Validation;

namespace Writ.Cedar.Tests.Validation;

/// <summary>Validates texts against a small schema in which every kind of finding can be had.</summary>
internal static class Validating
{
    public const string SchemaText = """
        entity Group { name: String };
        entity Admins in [Group];
        entity Color enum ["red", "blue"];
        entity User in [Group] { name: String, age: Long, nick?: String, boss?: User, friend: User, color: Color, langs: Set<String>, home: { city: String, zip?: Long }, ip: ipaddr } tags String;
        entity Doc in [Folder] { owner: User, open: Bool, size?: Long };
        entity Folder { name: String } tags Long;
        action read appliesTo { principal: User, resource: [Doc, Folder], context: { mfa: Bool, n: Long, host?: String } };
        action write in [change] appliesTo { principal: [User], resource: [Doc], context: { mfa: Bool } };
        action change;
        namespace Other { action scan in [Action::"all"] appliesTo { principal: [User], resource: [Doc] }; action all; }
        """;

    public static CedarSchema Schema { get; } = Parse(SchemaText);

    public static CedarSchema Parse(string text) =>
        CedarSchema.TryParse(text, out var schema, out var errors) ? schema : throw new FormatException(string.Join('\n', errors));

    /// <summary>Validates one or more policies.</summary>
    public static ValidationResult Policies(string text, ValidationOptions? options = null) => PolicyValidator.Validate(PolicySet.Parse(text), Schema, options);

    /// <summary>Validates a condition about users who read documents.</summary>
    public static ValidationResult When(string condition, ValidationOptions? options = null) =>
        Policies($"permit(principal is User, action == Action::\"read\", resource is Doc) when {{ {condition} }};", options);

    public static string Kinds(IEnumerable<ValidationFinding> findings) => string.Join(' ', findings.Select(finding => finding.Kind).Distinct().Order());
}
