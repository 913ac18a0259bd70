using System.Collections.Immutable;
using System.Text;
using Writ.Domain;
using Writ.Enforcement;

namespace Writ.Bench.Tasks;

/// <summary>A call of one tool about the task's own customer, by a zone that forwards nothing.</summary>
internal sealed class TasksCall(TaskId task, int number) : IZoneCall
{
    public static readonly ActionName Tool = ActionName.TryParse("crm/read", out var name) ? name : throw new FormatException("no action name");
    public static readonly Digest256 Definition = Digest256.Sha256("definition"u8);
    private static readonly byte[] Result = "{}"u8.ToArray();

    public string Zone => "tools";

    public Presented Presented { get; } = new(null, task.ToString(), null, "POST", "http://localhost/");

    public ValueTask<Description> DescribeAsync(Authentication.Named who, ReleaseInForce release, CancellationToken cancellationToken)
    {
        var arguments = $$"""{"path":"customers/c{{number}}/cases/42"}""";
        var message = $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":{{{arguments}}}}}""";
        var at = message.IndexOf(arguments, StringComparison.Ordinal);
        return new(new Description.Described(
            new ActionRequest(
                Tool,
                Effects.Read,
                new ResourceRef("Case", "42", ImmutableSortedDictionary<string, string>.Empty.Add("customer", $"c{number}")),
                new Destination("server", "crm"),
                Encoding.UTF8.GetBytes(message),
                at..(at + arguments.Length),
                Definition),
            new ActionFacts(Classified: true, Pinned: true, ResourceKnown: true)));
    }

    public ValueTask<Forwarding> ForwardAsync(Authorized<ActionRequest> action, CancellationToken cancellationToken) => new(new Forwarding(Result, ActionOutcome.Succeeded));

    public ValueTask<Forwarding> ObserveAsync(Forwarding forwarding, CancellationToken cancellationToken) => new(forwarding);
}
