using System.Text;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Storage;

/// <summary>Seals what may be personal of a task, bound to its trust domain and id, so that a sealed part cannot be put under another task.</summary>
internal sealed class TaskSealer(IKeyring keyring, TrustDomain trustDomain)
{
    /// <summary>The sealed part of a task.</summary>
    public byte[] Seal(AgentTask task) => keyring.Seal(SealedPart.Of(task).ToBytes(), Context(task.Id));

    /// <summary>Opens it; null when it is not this task's, was sealed under another key, or was altered.</summary>
    public SealedPart? Open(TaskId task, ReadOnlySpan<byte> sealedPart) =>
        keyring.Open(sealedPart, Context(task)) is { } plain ? SealedPart.Read(plain) : null;

    private byte[] Context(TaskId task) => Encoding.UTF8.GetBytes($"writ task v1\n{trustDomain}\n{task}");
}
