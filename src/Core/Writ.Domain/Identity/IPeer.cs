namespace Writ.Domain;

/// <summary>The process at the other end of a local socket, as the kernel named it when it connected.</summary>
public interface IPeer
{
    /// <summary>The process id, in Writ's own pid namespace.</summary>
    int ProcessId { get; }

    /// <summary>The effective user id.</summary>
    uint UserId { get; }
}
