using Writ.Domain;

namespace Writ.Authority.Attestation;

/// <summary>An instance that the kernel showed and that is not committed yet. Adopt it once it is, or dispose it.</summary>
public sealed class PreparedInstance : IDisposable
{
    private Action? release;

    internal PreparedInstance(AttestedInstance instance, IProcessHandle root, bool hasDescendants, Action release)
    {
        Instance = instance;
        Root = root;
        HasDescendants = hasDescendants;
        this.release = release;
    }

    /// <summary>The instance.</summary>
    public AttestedInstance Instance { get; internal set; }

    internal IProcessHandle? Root { get; private set; }

    internal bool HasDescendants { get; }

    internal IProcessHandle Take()
    {
        var root = Root ?? throw new InvalidOperationException("the instance was adopted or given up before");
        Root = null;
        return root;
    }

    /// <summary>Gives it up, unless it was adopted. Its root may be prepared again either way.</summary>
    public void Dispose()
    {
        Root?.Dispose();
        Root = null;
        Interlocked.Exchange(ref release, null)?.Invoke();
    }
}
