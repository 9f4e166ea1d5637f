import { type IResource, Lazy, Names, Resource, Stack } from 'aws-cdk-lib';
import { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import type { Construct } from 'constructs';
import { type Definition, definitionOf } from './definition';
import { type Audience, permissionsOf, type Rights } from './permissions';

/** A QuickSight dashboard. */
export interface IDashboard extends IResource {
  /** ARN of the dashboard. */
  readonly dashboardArn: string;
  /** ID of the dashboard, unique in the account and region. */
  readonly dashboardId: string;
}

/** Properties of a `Dashboard`. */
export interface DashboardProps extends Audience {
  /** Data sets, sheets, filters and calculated fields. */
  readonly definition: Definition;

  /**
   * Ad hoc filtering: readers may filter by fields that have no control.
   *
   * @default true
   */
  readonly adHocFilters?: boolean;

  /**
   * CSV export: readers may download the data of a visual.
   *
   * @default false
   */
  readonly csvExport?: boolean;

  /**
   * Display name.
   *
   * @default - the id of the construct
   */
  readonly name?: string;

  /**
   * ID of the dashboard, unique in the account and region; letters, digits, hyphens and underscores. It is part of the URL.
   *
   * @default - derived from the construct's path
   */
  readonly dashboardId?: string;
}

const RIGHTS: Rights = {
  reader: ['DescribeDashboard', 'ListDashboardVersions', 'QueryDashboard'],
  owner: ['UpdateDashboard', 'DeleteDashboard', 'DescribeDashboardPermissions', 'UpdateDashboardPermissions', 'UpdateDashboardPublishedVersion'],
};

/**
 * A QuickSight dashboard: readers filter and drill down, but cannot edit.
 *
 * Costs nothing. QuickSight bills each user.
 */
export class Dashboard extends Resource implements IDashboard {
  public readonly dashboardArn: string;
  public readonly dashboardId: string;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id, { physicalName: props.dashboardId ?? Lazy.string({ produce: () => Names.uniqueResourceName(this, { maxLength: 128 }) }) });

    const resource = new CfnDashboard(this, 'Resource', {
      awsAccountId: Stack.of(this).account,
      dashboardId: this.physicalName,
      name: props.name ?? id,
      definition: definitionOf(this, props.definition),
      dashboardPublishOptions: {
        adHocFilteringOption: { availabilityStatus: availability(props.adHocFilters ?? true) },
        exportToCsvOption: { availabilityStatus: availability(props.csvExport ?? false) },
        sheetControlsOption: { visibilityState: 'EXPANDED' },
      },
      permissions: permissionsOf(this, props, RIGHTS),
    });
    this.dashboardArn = resource.attrArn;
    this.dashboardId = this.physicalName;
  }
}

function availability(on: boolean): string {
  return on ? 'ENABLED' : 'DISABLED';
}
