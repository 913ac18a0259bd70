using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Writ.Cedar.Schema;

/// <summary>
/// A schema as it was written, its names not yet resolved: read by <see cref="SchemaText"/> or <see cref="Json.SchemaJson"/>, or built in
/// code, and written by either.
/// </summary>
/// <param name="Namespaces">The namespaces, every name once.</param>
public sealed record SchemaDocument(ImmutableArray<NamespaceDeclaration> Namespaces)
{
    /// <summary>Resolves every name, which gives the schema its meaning.</summary>
    /// <param name="schema">The schema, when there was no error.</param>
    /// <param name="error">The first part that has no meaning.</param>
    public bool TryResolve([NotNullWhen(true)] out CedarSchema? schema, [NotNullWhen(false)] out SchemaError? error)
    {
        (schema, error) = (null, null);
        try
        {
            schema = new SchemaResolver(this).Resolve();
            return true;
        }
        catch (SchemaException refused)
        {
            error = refused.In(this);
            return false;
        }
    }
}
