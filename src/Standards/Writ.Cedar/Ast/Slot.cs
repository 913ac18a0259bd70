namespace Writ.Cedar.Ast;

/// <summary>A gap in the scope of a template, filled by linking.</summary>
public enum Slot
{
    /// <summary><c>?principal</c>.</summary>
    Principal,

    /// <summary><c>?resource</c>.</summary>
    Resource,
}
