namespace Writ.Domain;

/// <summary>How far an instance is separated from its neighbours. Identity is never finer than the operating system's boundary.</summary>
public enum Assurance
{
    /// <summary>Nothing is known: nothing may be relied on.</summary>
    Unknown = 0,

    /// <summary>The instance runs under the uid that Writ runs under: advisory only. It gets no brokered secret and no step-up action.</summary>
    SameUid,

    /// <summary>The instance runs under a uid of its own.</summary>
    SeparateUid,

    /// <summary>The instance runs in its own namespaces, with no way out but Writ.</summary>
    Sandboxed,

    /// <summary>The instance runs on another machine and proved a key: what stands around it there, nobody here knows. Not better or worse than the others.</summary>
    Remote,
}
