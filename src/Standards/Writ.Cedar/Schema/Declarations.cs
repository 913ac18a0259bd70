using Writ.Cedar.Syntax;

namespace Writ.Cedar.Schema;

/// <summary>A type as written, its names not yet resolved.</summary>
internal abstract record WrittenType(Position At)
{
    public sealed record Named(string Path, Position At) : WrittenType(At);

    public sealed record Set(WrittenType Element, Position At) : WrittenType(At);

    public sealed record Record(List<(string Name, WrittenType Type, bool IsRequired)> Attributes, Position At) : WrittenType(At);
}

/// <summary>A name as written: a path, and for an action group the id behind it.</summary>
internal readonly record struct WrittenName(string Path, string? Id, Position At);

internal sealed record CommonTypeDeclaration(string Namespace, string Name, WrittenType Type, Position At);

internal sealed record EntityDeclaration(
    string Namespace, string Name, List<WrittenName> Parents, WrittenType? Shape, WrittenType? Tags, List<string>? Ids, Position At);

internal sealed record ActionDeclaration(
    string Namespace, string Id, List<WrittenName> Groups, List<WrittenName> Principals, List<WrittenName> Resources, WrittenType? Context, Position At);

/// <summary>Everything a schema text declares, in the order written.</summary>
internal sealed class Declarations
{
    public List<CommonTypeDeclaration> CommonTypes { get; } = [];

    public List<EntityDeclaration> Entities { get; } = [];

    public List<ActionDeclaration> Actions { get; } = [];
}
